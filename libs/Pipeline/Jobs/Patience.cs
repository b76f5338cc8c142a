namespace AttentionViz.Pipeline.Jobs;

/// <summary>A wait for something that is out of reach, in growing steps up to 5 s.</summary>
public sealed class Patience(TimeSpan limit, TimeProvider clock)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private long? _since;
    private TimeSpan _next = TimeSpan.FromMilliseconds(200);

    /// <summary>Whether what began with the first <see cref="WaitAsync"/> has lasted too long.</summary>
    public bool IsOver => _since is { } since && clock.GetElapsedTime(since) >= limit;

    public bool IsShorterThan(TimeSpan time) => limit < time;

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        _since ??= clock.GetTimestamp();
        await Task.Delay(_next, clock, cancellationToken);
        _next = _next * 2 > Longest ? Longest : _next * 2;
    }
}
