using AttentionViz.Bench.QueueSimulation.Cluster;
using AttentionViz.Bench.QueueSimulation.Workload;

namespace AttentionViz.Bench.QueueSimulation.Experiments;

/// <summary>A cluster under a load.</summary>
internal sealed record Experiment
{
    /// <summary>Share of the jobs, first of all, that count for nothing: until then the queues fill.</summary>
    private const double WarmUp = 0.1;

    /// <summary>Extractors, of one engine and two slots each.</summary>
    public int Extractors { get; init; } = 1000;

    /// <summary>Jobs that come.</summary>
    public int Jobs { get; init; } = 6000;

    /// <summary>Work that comes, over what extractors can do; projectors are as many as give them the same.</summary>
    public double Load { get; init; } = 0.8;

    /// <summary>Jobs that come at once, on average.</summary>
    public double Burst { get; init; } = 5;

    public JobMix Mix { get; init; } = Measured.Mix;

    public Rules Rules { get; init; } = Measured.Rules;

    public Servers Servers { get; init; } = Measured.Servers;

    public ulong Seed { get; init; } = 1;

    /// <summary>Jobs a second.</summary>
    public double PerSecond => Load * Extractors / Mix.Extracting.Mean;

    public Outcome Run()
    {
        var setup = Setup();
        var simulation = new Simulation(setup, Seed);
        var counted = (int)(WarmUp * Jobs);
        var (begin, end) = (Snapshot.None, Snapshot.None);
        var arrivals = new Bursts(PerSecond, Burst).Times(Seed + 1).Zip(Mix.Jobs(Seed + 2)).Take(Jobs);
        var jobs = simulation.Run(arrivals, number =>
        {
            if (number == counted)
            {
                Snapshot.RestartAverages(simulation);
                begin = Snapshot.Of(simulation);
            }
            else if (number == Jobs - 1)
            {
                end = Snapshot.Of(simulation);
            }
        });
        return Outcome.Of(setup, begin, end, [.. jobs.Skip(counted)]);
    }

    private Setup Setup()
    {
        var heads = (int)Math.Ceiling(PerSecond * JobMix.MeanHeads * Mix.HeadSeconds / Load);
        return new Setup(
            new Pool(Extractors, 2, 2), new Pool(Extractors, 2, 1), new Pool((int)Math.Ceiling(heads / 4.0), 4, 4), Rules, Servers);
    }
}
