namespace AttentionViz.Bench.QueueSimulation.Engine;

/// <summary>Something shared that serves one demand at a time, in the order they come: a Redis server's thread, a queue's process.</summary>
internal sealed class Station(Agenda agenda)
{
    private double _freeFrom;

    /// <summary>Seconds of service so far asked for.</summary>
    public double Busy { get; private set; }

    /// <summary>Seconds that demands waited before they were served, added up.</summary>
    public double Waited { get; private set; }

    public long Demands { get; private set; }

    /// <summary>The longest that one had to wait.</summary>
    public double LongestWait { get; private set; }

    public void Use(double seconds, Action done)
    {
        if (seconds <= 0)
        {
            done();
            return;
        }

        var begins = Math.Max(agenda.Now, _freeFrom);
        _freeFrom = begins + seconds;
        Busy += seconds;
        Waited += begins - agenda.Now;
        LongestWait = Math.Max(LongestWait, begins - agenda.Now);
        Demands++;
        agenda.After(_freeFrom - agenda.Now, done);
    }
}
