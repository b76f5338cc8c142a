using System.Net;
using AttentionViz.Cli.Embedded;
using AttentionViz.V1;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;

namespace AttentionViz.EndToEnd.Tests;

/// <summary>Everything in one process as `attentionviz serve` runs it, with the bundled models, spoken to over gRPC.</summary>
public class Platform : IAsyncLifetime
{
    private EmbeddedHost? _host;
    private GrpcChannel? _channel;

    public Uri Grpc => _host!.Grpc;

    public Uri Web => _host!.Web;

    public T Get<T>() where T : notnull => _host!.Services.GetRequiredService<T>();

    public GrpcChannel Channel => _channel!;

    public JobService.JobServiceClient Jobs => new(_channel);

    public CorpusService.CorpusServiceClient Corpora => new(_channel);

    public ModelService.ModelServiceClient ModelCalls => new(_channel);

    public AtlasService.AtlasServiceClient Atlases => new(_channel);

    public ExploreService.ExploreServiceClient Explore => new(_channel);

    /// <summary>Where results are kept, for StackExchange.Redis.</summary>
    public string Store => _host!.Store;

    public async ValueTask InitializeAsync()
    {
        _host = await EmbeddedHost.StartAsync(new HostSettings(IPAddress.Loopback, 0, 0, Models(), false), TestContext.Current.CancellationToken);
        _channel = GrpcChannel.ForAddress(_host.Grpc);
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _channel?.Dispose();
        if (_host is not null) await _host.DisposeAsync();
    }

    /// <summary>Folders of models.</summary>
    protected virtual string[] Models() =>
        [Path.Combine(Repository.Root, "models"), .. Repository.SharedModels is { } shared ? [shared] : Array.Empty<string>()];
}
