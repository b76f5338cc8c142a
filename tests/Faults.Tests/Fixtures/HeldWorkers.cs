namespace AttentionViz.Faults.Tests;

/// <summary>Workers that stand still until this is disposed.</summary>
internal sealed class HeldWorkers : IDisposable
{
    private readonly List<Worker> _workers;

    public HeldWorkers(IEnumerable<Worker> workers)
    {
        _workers = [.. workers.Where(w => w.Process.IsRunning)];
        foreach (var worker in _workers) worker.Process.Stop();
    }

    /// <summary>Lets one of them go on.</summary>
    public void Release(Worker worker)
    {
        _workers.Remove(worker);
        worker.Process.Continue();
    }

    public void Dispose()
    {
        foreach (var worker in _workers.Where(w => w.Process.IsRunning)) worker.Process.Continue();
    }
}
