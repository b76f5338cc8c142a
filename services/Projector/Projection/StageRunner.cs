namespace AttentionViz.Projector.Projection;

/// <summary>Runs stages one after the other: reports them, times them, stops between them when cancelled.</summary>
internal sealed class StageRunner(TimeProvider time, ProjectionProgress? progress, CancellationToken cancellation)
{
    private readonly List<StageSeconds> _seconds = [];

    public IReadOnlyList<StageSeconds> Seconds => _seconds;

    public CancellationToken Cancellation => cancellation;

    public T Run<T>(string stage, Func<Action<double>, T> work)
    {
        cancellation.ThrowIfCancellationRequested();
        progress?.Invoke(stage, 0);
        var start = time.GetTimestamp();
        using var watch = ProjectionMetrics.Watch(stage, time);
        var result = work(fraction => progress?.Invoke(stage, fraction));
        _seconds.Add(new StageSeconds(stage, time.GetElapsedTime(start).TotalSeconds));
        progress?.Invoke(stage, 1);
        return result;
    }
}
