using AttentionViz.V1;
using Grpc.Net.Client;

namespace AttentionViz.Cli.Remote;

/// <summary>The services of one gateway over one connection.</summary>
internal sealed class GatewayClient : IDisposable
{
    /// <summary>Above the largest atlas: a summary of every head of a big model in one message.</summary>
    private const int MaxMessageBytes = 256 << 20;

    private readonly GrpcChannel _channel;

    public GatewayClient(Uri address, TimeProvider clock)
    {
        Clock = clock;
        _channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { MaxReceiveMessageSize = MaxMessageBytes });
        Jobs = new JobService.JobServiceClient(_channel);
        Corpora = new CorpusService.CorpusServiceClient(_channel);
        Models = new ModelService.ModelServiceClient(_channel);
        Atlases = new AtlasService.AtlasServiceClient(_channel);
        Explore = new ExploreService.ExploreServiceClient(_channel);
    }

    public TimeProvider Clock { get; }

    public JobService.JobServiceClient Jobs { get; }

    public CorpusService.CorpusServiceClient Corpora { get; }

    public ModelService.ModelServiceClient Models { get; }

    public AtlasService.AtlasServiceClient Atlases { get; }

    public ExploreService.ExploreServiceClient Explore { get; }

    public void Dispose() => _channel.Dispose();
}
