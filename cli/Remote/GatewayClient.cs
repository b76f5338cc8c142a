using AttentionViz.V1;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;

namespace AttentionViz.Cli.Remote;

/// <summary>The services of one gateway over one connection.</summary>
internal sealed class GatewayClient : IDisposable
{
    /// <summary>Above the largest atlas: a summary of every head of a big model in one message.</summary>
    private const int MaxMessageBytes = 256 << 20;

    private readonly GrpcChannel _channel;

    /// <param name="key">API key or bearer token to send with every call; null = none.</param>
    public GatewayClient(Uri address, TimeProvider clock, string? key = null)
    {
        Clock = clock;
        _channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { MaxReceiveMessageSize = MaxMessageBytes });
        var invoker = key is null ? _channel.CreateCallInvoker() : _channel.Intercept(metadata =>
        {
            metadata.Add("authorization", $"Bearer {key}");
            return metadata;
        });
        Jobs = new JobService.JobServiceClient(invoker);
        Corpora = new CorpusService.CorpusServiceClient(invoker);
        Models = new ModelService.ModelServiceClient(invoker);
        Atlases = new AtlasService.AtlasServiceClient(invoker);
        Explore = new ExploreService.ExploreServiceClient(invoker);
    }

    public TimeProvider Clock { get; }

    public JobService.JobServiceClient Jobs { get; }

    public CorpusService.CorpusServiceClient Corpora { get; }

    public ModelService.ModelServiceClient Models { get; }

    public AtlasService.AtlasServiceClient Atlases { get; }

    public ExploreService.ExploreServiceClient Explore { get; }

    public void Dispose() => _channel.Dispose();
}
