using AttentionViz.Pipeline.Atlases.Statistics;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Testing.Servers;
using AttentionViz.V1;

namespace AttentionViz.Bench.Scale.Contention;

/// <summary>How many workers the keys of one job bear that all of them write to.</summary>
internal static class Measurement
{
    private const int Layers = 12, Heads = 12, Width = 64;

    public static async Task<IReadOnlyList<CrowdRow>> RunAsync(int[] workers, TimeSpan lasting)
    {
        // A transaction holds a thread while it waits for what it watches; in a worker there are few of them.
        ThreadPool.SetMinThreads((2 * workers.Max()) + 64, 64);
        await using var redis = await RedisServer.StartNewAsync();
        var crowd = new Crowd(redis, lasting);
        var job = MadeUpJob.Of("made-up", Layers, Heads, Width);
        var rows = new List<CrowdRow>();
        foreach (var number in workers)
        {
            rows.Add(await crowd.RunAsync("report of progress", job, number, transactions: 2, (connection, _, worker) =>
            {
                var progress = new JobProgress(connection, new JobEvents(connection, TimeProvider.System), TimeProvider.System);
                return i => i == 0 ? progress.BeginAsync(job, Stage.Extracting, 1000) : progress.ReportAsync(job, Stage.Extracting, JobUnit.Shard((worker << 20) + i), 10);
            }));
        }

        foreach (var number in workers)
        {
            MomentSums?[] moments = [.. Enumerable.Range(0, Heads).Select(_ => MomentSums.Empty(Width))];
            BehaviourSums?[] behaviour = [.. Enumerable.Range(0, Heads).Select(_ => new BehaviourSums(new double[BehaviourSums.Length]))];
            var layer = new LayerStatistics(moments, moments, behaviour);
            rows.Add(await crowd.RunAsync("a layer's statistics", job, number, transactions: 1, (connection, _, worker) =>
            {
                var statistics = new StatisticsStore(connection);
                return i => statistics.WriteAsync(job, 0, (i * number) + worker, 1 << 20, layer);
            }));
        }

        return rows;
    }
}
