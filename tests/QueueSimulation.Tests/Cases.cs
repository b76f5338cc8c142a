using AttentionViz.Bench.QueueSimulation.Cluster;
using AttentionViz.Bench.QueueSimulation.Engine;

namespace AttentionViz.QueueSimulation.Tests;

/// <summary>Clusters and jobs reduced to what has a closed form.</summary>
internal static class Cases
{
    /// <summary>Workers of one slot that hold nothing beyond it, one kind of unit, servers that cost nothing.</summary>
    public static Setup Servers(int workers, Rules? rules = null) =>
        new(new Pool(1, 1, 1), new Pool(workers, 1, 1), new Pool(1, 1, 1), rules ?? new Rules { Window = null, Spare = 0 }, new Servers(1, 0));

    public static JobSize Shards(int units, Law seconds, Priority priority = Priority.Normal) =>
        new(default, new StageSize(units, seconds), default, priority);

    /// <summary>Jobs that come at random.</summary>
    public static IEnumerable<(double, JobSize)> Poisson(int jobs, double perSecond, JobSize size, ulong seed)
    {
        var time = 0.0;
        for (var i = 0; i < jobs; i++)
        {
            time += new Law(1 / perSecond, Spread.Exponential).Draw(seed, (ulong)i);
            yield return (time, size);
        }
    }

    /// <summary>Probability that one who comes has to wait, with <paramref name="servers"/> servers and a load of so many of them (Erlang's C).</summary>
    public static double ErlangC(int servers, double load)
    {
        // Erlang's B by its recursion, which neither overflows nor cancels.
        var blocked = 1.0;
        for (var n = 1; n <= servers; n++) blocked = load * blocked / (n + (load * blocked));
        return blocked / (1 - (load / servers * (1 - blocked)));
    }
}
