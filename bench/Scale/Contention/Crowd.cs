using System.Diagnostics;
using AttentionViz.Bench.Scale.Running;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Testing.Servers;
using StackExchange.Redis;

namespace AttentionViz.Bench.Scale.Contention;

/// <summary>What some workers that write to one job at once come to.</summary>
/// <param name="PerSecond">Writes that were done, of all workers together.</param>
/// <param name="Attempts">Transactions for each write that was done; 1 where nobody gets in another's way.</param>
/// <param name="Bytes">That the store received and sent for each write that was done.</param>
/// <param name="StoreSeconds">Processor time of the store for each write that was done.</param>
internal sealed record CrowdRow(string What, int Workers, double PerSecond, double Attempts, double Bytes, double StoreSeconds);

/// <summary>Workers with a connection each that write to the keys of one job, one write after the other.</summary>
internal sealed class Crowd(RedisServer redis, TimeSpan lasting)
{
    /// <param name="transactions">That a write takes where nobody gets in its way.</param>
    /// <param name="write">Makes the writes of a worker of that number; each is given its number, 0 comes before anything counts.</param>
    public async Task<CrowdRow> RunAsync(string what, JobRecord job, int workers, int transactions, Func<IConnectionMultiplexer, JobStore, int, Func<int, Task>> write)
    {
        var connections = await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => redis.ConnectAsync()));
        await using var admin = await redis.ConnectAsync();
        var server = admin.GetServers()[0];
        await server.FlushAllDatabasesAsync();
        var store = new JobStore(connections[0], new JobEvents(connections[0], TimeProvider.System), TimeProvider.System);
        await store.CreateAsync(job, "");
        Func<int, Task>[] writes = [.. connections.Select((c, i) => write(c, store, i))];
        await Task.WhenAll(writes.Select(w => w(0)));
        await server.ConfigResetStatisticsAsync();
        var (watch, done, cpu) = (Stopwatch.StartNew(), 0, ProcessUse.Of(redis.ProcessId).CpuSeconds);
        await Task.WhenAll(writes.Select(async w =>
        {
            for (var i = 1; watch.Elapsed < lasting; i++)
            {
                await w(i);
                Interlocked.Increment(ref done);
            }
        }));
        var seconds = watch.Elapsed.TotalSeconds;
        cpu = ProcessUse.Of(redis.ProcessId).CpuSeconds - cpu;
        var counted = await StoreCounters.ReadAsync(server);
        foreach (var connection in connections) await connection.DisposeAsync();
        double Each(double figure) => figure / Math.Max(1, done);
        return new CrowdRow(what, workers, done / seconds, Each(counted.Transactions + counted.GivenUp) / transactions, Each(counted.BytesIn + counted.BytesOut), Each(cpu));
    }
}
