using System.Diagnostics;

namespace AttentionViz.Bench.Scale.Running;

/// <summary>Everything that counts, at one moment.</summary>
internal sealed record Snapshot(long Time, IReadOnlyDictionary<string, ProcessUse> Processes, StoreCounters Store)
{
    public static async Task<Snapshot> TakeAsync(Deployment deployment) => new(
        Stopwatch.GetTimestamp(),
        deployment.Processes.ToDictionary(p => p.Key, p => ProcessUse.Of(p.Value)),
        await StoreCounters.ReadAsync(deployment.Redis.GetServers()[0]));

    /// <summary>What happened from <paramref name="earlier"/> until now.</summary>
    public StageFigures Since(Snapshot earlier, string stage) => new(
        stage, Stopwatch.GetElapsedTime(earlier.Time, Time).TotalSeconds,
        Processes.ToDictionary(p => p.Key, p => p.Value.CpuSeconds - earlier.Processes[p.Key].CpuSeconds), Store.Since(earlier.Store));
}

/// <summary>What a stage of a job took.</summary>
/// <param name="CpuSeconds">By process.</param>
internal sealed record StageFigures(string Stage, double Seconds, IReadOnlyDictionary<string, double> CpuSeconds, StoreCounters Store)
{
    public double WorkerSeconds => CpuSeconds.Where(p => p.Key.StartsWith("extractor", StringComparison.Ordinal) || p.Key.StartsWith("projector", StringComparison.Ordinal)).Sum(p => p.Value);

    public double OtherSeconds => CpuSeconds.Values.Sum() - WorkerSeconds;
}
