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

    public Outcome Run() => Run(
        Setup(PerSecond * ModelKind.MeanHeads * Mix.HeadSeconds / Load), [.. new Bursts(PerSecond, Burst).Times(Seed + 1).Zip(Mix.Jobs(Jobs, Seed + 2))], (int)(WarmUp * Jobs));

    /// <summary>
    /// Instead of the mix: one job that keeps every extractor busy for a quarter of an hour, and meanwhile small ones, a
    /// twentieth of the load, that come one by one.
    /// </summary>
    public Outcome RunHugeAmongSmall()
    {
        const double seconds = 900, each = 2;
        var huge = Mix.Job(seconds * Extractors, ModelKind.Small, Priority.Normal) with { Plan = default };
        var small = Mix.Job(each * Mix.ShardSeconds, ModelKind.Small, Priority.Normal) with { Plan = default };
        var rate = 0.05 * Extractors / (each * Mix.ShardSeconds);
        var times = new Bursts(rate, 1).Times(Seed + 1).TakeWhile(t => t < seconds);
        return Run(Setup(rate * ModelKind.Small.Heads * Mix.HeadSeconds * 4), [(0, huge), .. times.Select(t => (t, small))], 0);
    }

    private Outcome Run(Setup setup, IReadOnlyList<(double Time, JobSize Size)> arrivals, int warmUp)
    {
        var simulation = new Simulation(setup, Seed);
        var (begin, end) = (Snapshot.Of(simulation), Snapshot.Of(simulation));
        var jobs = simulation.Run(arrivals, number =>
        {
            if (number == warmUp)
            {
                Snapshot.RestartAverages(simulation);
                begin = Snapshot.Of(simulation);
            }

            if (number == arrivals.Count - 1) end = Snapshot.Of(simulation);
        });
        return Outcome.Of(setup, begin, end, [.. jobs.Skip(warmUp)]);
    }

    /// <param name="heads">Projectors' cores.</param>
    private Setup Setup(double heads) =>
        new(new Pool(Extractors, 2, 2), new Pool(Extractors, 2, 1), new Pool((int)Math.Ceiling(heads / 4), 4, 4), Rules, Servers);
}
