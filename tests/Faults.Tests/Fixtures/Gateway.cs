using AttentionViz.Testing.Servers;
using AttentionViz.V1;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;

namespace AttentionViz.Faults.Tests;

/// <summary>A gateway and the calls to it.</summary>
internal sealed class Gateway : IAsyncDisposable
{
    private readonly GrpcChannel _channel;
    private readonly CallInvoker _calls;

    public Gateway(ServiceProcess process)
    {
        Process = process;
        _channel = GrpcChannel.ForAddress($"http://127.0.0.1:{process.GrpcPort}", new GrpcChannelOptions
        {
            // One that is started again is found at once.
            InitialReconnectBackoff = TimeSpan.FromMilliseconds(50),
            MaxReconnectBackoff = TimeSpan.FromMilliseconds(200),
        });
        _calls = _channel.Intercept(new CallsWithDeadline());
    }

    public ServiceProcess Process { get; }

    public JobService.JobServiceClient Jobs => new(_calls);

    /// <summary>For calls that last as long as a job does.</summary>
    public JobService.JobServiceClient Watches => new(_channel);

    public CorpusService.CorpusServiceClient Corpora => new(_calls);

    public ModelService.ModelServiceClient Models => new(_calls);

    public AtlasService.AtlasServiceClient Atlases => new(_calls);

    public async ValueTask DisposeAsync()
    {
        // First the process: whoever still calls it sees what a client sees.
        await Process.DisposeAsync();
        _channel.Dispose();
    }
}
