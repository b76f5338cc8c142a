using AttentionViz.Testing.Servers;

namespace AttentionViz.Faults.Tests;

/// <summary>An extractor or a projector, with its ways to the store and to the bus, which can be cut.</summary>
internal sealed class Worker(ServiceProcess process, CutProxy? storeLink, CutProxy? busLink) : IAsyncDisposable
{
    public ServiceProcess Process { get; } = process;

    public CutProxy StoreLink => storeLink ?? throw new InvalidOperationException("this worker goes straight to its store");

    public CutProxy BusLink => busLink ?? throw new InvalidOperationException("this worker goes straight to its bus");

    public void Heal()
    {
        storeLink?.Heal();
        busLink?.Heal();
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        if (storeLink is not null) await storeLink.DisposeAsync();
        if (busLink is not null) await busLink.DisposeAsync();
    }
}
