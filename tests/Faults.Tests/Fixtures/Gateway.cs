using AttentionViz.Testing.Servers;
using AttentionViz.V1;
using Grpc.Net.Client;

namespace AttentionViz.Faults.Tests;

/// <summary>A gateway and the calls to it.</summary>
internal sealed class Gateway : IAsyncDisposable
{
    private readonly GrpcChannel _channel;

    public Gateway(ServiceProcess process)
    {
        Process = process;
        _channel = GrpcChannel.ForAddress($"http://127.0.0.1:{process.GrpcPort}", new GrpcChannelOptions
        {
            // One that is started again is found at once.
            InitialReconnectBackoff = TimeSpan.FromMilliseconds(50),
            MaxReconnectBackoff = TimeSpan.FromMilliseconds(200),
        });
    }

    public ServiceProcess Process { get; }

    public JobService.JobServiceClient Jobs => new(_channel);

    public CorpusService.CorpusServiceClient Corpora => new(_channel);

    public ModelService.ModelServiceClient Models => new(_channel);

    public AtlasService.AtlasServiceClient Atlases => new(_channel);

    public async ValueTask DisposeAsync()
    {
        // First the process: whoever still calls it sees what a client sees.
        await Process.DisposeAsync();
        _channel.Dispose();
    }
}
