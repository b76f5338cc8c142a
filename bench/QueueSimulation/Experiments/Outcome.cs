using AttentionViz.Bench.QueueSimulation.Cluster;
using AttentionViz.Bench.QueueSimulation.Engine;

namespace AttentionViz.Bench.QueueSimulation.Experiments;

/// <summary>Jobs of like size.</summary>
/// <param name="Median">Seconds from submission to the end; likewise the next two.</param>
/// <param name="Slowdown">Mean of the time a job took over the time it takes where it is alone.</param>
internal sealed record ClassOutcome(string Name, int Jobs, double Median, double P90, double P99, double Slowdown);

/// <summary>What came of an experiment, from when the queues had filled until the last job came.</summary>
/// <param name="ExtractorUse">Share of the time that extractors compute; likewise projectors.</param>
/// <param name="Lost">Share of their computing that was lost with a worker.</param>
/// <param name="ShardQueue">Messages of shards that no worker holds, on average; likewise heads.</param>
/// <param name="MostShards">The most there were in one queue.</param>
/// <param name="StoreUse">Of the store's busiest server.</param>
/// <param name="BusUse">Of the busiest queue.</param>
/// <param name="Fairness">Jain's index over the jobs' slowdowns: 1 = all are slowed down alike.</param>
internal sealed record Outcome(
    double ExtractorUse, double ProjectorUse, double Lost, double ShardQueue, double HeadQueue, double MostShards, double MostHeads,
    double MessagesPerSecond, double CommandsPerSecond, double StoreUse, double StoreLongestWait, double BusUse, double Fairness, IReadOnlyList<ClassOutcome> Classes)
{
    /// <summary>Seconds of one extractor up to which a job is small, and from which it is huge.</summary>
    public const double Small = 60, Huge = 6000;

    public ClassOutcome Of(string name) => Classes.First(c => c.Name == name);

    public static Outcome Of(Setup setup, Snapshot begin, Snapshot end, IReadOnlyList<JobRun> jobs)
    {
        var seconds = end.Time - begin.Time;
        double[] slowdowns = [.. jobs.Select(j => j.Latency / j.Size.Alone(setup))];
        double Share(int kind, int engines) => end.BusyEngines[kind] / engines;
        return new Outcome(
            Share(1, setup.Shard.AllEngines), Share(2, setup.Head.AllEngines),
            end.LostSeconds.Zip(begin.LostSeconds, (e, b) => e - b).Sum() / (seconds * end.BusyEngines.Sum()),
            end.QueueMean[1], end.QueueMean[2], end.QueueMost[1], end.QueueMost[2],
            (end.Messages - begin.Messages) / seconds, (end.Commands - begin.Commands) / seconds,
            end.StoreBusy.Zip(begin.StoreBusy, (e, b) => e - b).Max() / seconds, end.StoreLongestWait, (end.BusBusy - begin.BusBusy) / seconds,
            slowdowns.Sum() * slowdowns.Sum() / (slowdowns.Length * slowdowns.Sum(s => s * s)),
            [
                Class("small", setup, jobs.Where(j => j.Size.Shards.Work < Small)),
                Class("medium", setup, jobs.Where(j => j.Size.Shards.Work is >= Small and < Huge)),
                Class("huge", setup, jobs.Where(j => j.Size.Shards.Work >= Huge)),
            ]);
    }

    private static ClassOutcome Class(string name, Setup setup, IEnumerable<JobRun> jobs)
    {
        var (latency, slowdown) = (new Sample(), new Sample());
        foreach (var job in jobs)
        {
            latency.Add(job.Latency);
            slowdown.Add(job.Latency / job.Size.Alone(setup));
        }

        return new ClassOutcome(name, latency.Count, latency.Percentile(0.5), latency.Percentile(0.9), latency.Percentile(0.99), slowdown.Mean);
    }
}
