namespace AttentionViz.Extractor.Extraction;

/// <summary>Passes on how far work has come, now and then and beside the work: reporting never holds it up.</summary>
public sealed class ProgressThrottle(Func<long, Task> report, TimeProvider clock)
{
    /// <summary>Least time between two reports.</summary>
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);

    private Task _reporting = Task.CompletedTask;
    private long? _last;

    /// <summary>Called by one thread at a time.</summary>
    public void Report(long done)
    {
        if (!_reporting.IsCompleted || (_last is { } last && clock.GetElapsedTime(last) < Every)) return;
        _last = clock.GetTimestamp();
        _reporting = Task.Run(() => report(done));
    }

    /// <summary>Reports the end; a fault of an earlier report shows here.</summary>
    public async Task EndAsync(long done)
    {
        await _reporting;
        await report(done);
    }
}
