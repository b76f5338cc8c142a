namespace AttentionViz.Bench.QueueSimulation.Engine;

/// <summary>What happens when. Of two things at the same time, what was entered first happens first, so that a run can be repeated.</summary>
internal sealed class Agenda
{
    private readonly PriorityQueue<Action, (double Time, long Entered)> _entries = new();
    private long _entered;

    /// <summary>Seconds since the start.</summary>
    public double Now { get; private set; }

    /// <summary>Things that have happened.</summary>
    public long Happened { get; private set; }

    public void After(double seconds, Action what) => _entries.Enqueue(what, (Now + seconds, _entered++));

    /// <summary>Goes on until nothing is left, or <paramref name="enough"/> says so.</summary>
    public void Run(Func<bool>? enough = null)
    {
        while (enough?.Invoke() != true && _entries.TryDequeue(out var what, out var when))
        {
            Now = when.Time;
            Happened++;
            what();
        }
    }
}
