using System.Diagnostics.Metrics;
using AttentionViz.Pipeline.Hosting;

namespace AttentionViz.Extractor.Gpu;

/// <summary>Memory of the machine's GPUs, looked at when somebody collects; nothing where there is none.</summary>
internal sealed class GpuMetrics : IHostedService, IDisposable
{
    private readonly Meter _meter;
    private Nvml? _nvml;

    public GpuMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(Telemetry.Name);
        _meter.CreateObservableGauge("attentionviz.gpu.memory.used", () => Read(m => m.Used), "By", "Memory of a GPU that is in use, by whichever process");
        _meter.CreateObservableGauge("attentionviz.gpu.memory.limit", () => Read(m => m.Total), "By", "Memory that a GPU has");
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _nvml = Nvml.TryOpen();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => Interlocked.Exchange(ref _nvml, null)?.Dispose();

    private List<Measurement<long>> Read(Func<(int Index, long Used, long Total), long> of) =>
        _nvml?.Read().Select(m => new Measurement<long>(of(m), new KeyValuePair<string, object?>("gpu", m.Index))).ToList() ?? [];
}
