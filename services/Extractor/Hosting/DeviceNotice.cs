using AttentionViz.Extractor.Running;
using Microsoft.Extensions.Options;

namespace AttentionViz.Extractor.Hosting;

/// <summary>Says once, at start, where models will run.</summary>
public sealed partial class DeviceNotice(IOptions<ExtractorOptions> options, ILogger<DeviceNotice> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var device = Devices.Resolve(options.Value.ToModelOptions());
        if (options.Value.Device == ModelDevice.Auto && device == "cpu") LogNoGpu(logger);
        else LogDevice(logger, device);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(12, LogLevel.Information, "Models run on {Device}")]
    private static partial void LogDevice(ILogger logger, string device);

    [LoggerMessage(13, LogLevel.Information, "Models run on cpu: this build of ONNX Runtime offers no GPU (-p:OnnxRuntimeFlavor=Gpu selects one that does)")]
    private static partial void LogNoGpu(ILogger logger);
}
