using System.Diagnostics;
using System.Globalization;
using AttentionViz.Pipeline.Jobs;
using StackExchange.Redis;

namespace AttentionViz.Bench.Scale.Contention;

/// <summary>What some workers that write to one job at once come to.</summary>
/// <param name="PerSecond">Writes that were done, of all workers together.</param>
/// <param name="Attempts">Transactions for each write that was done; 1 where nobody gets in another's way.</param>
/// <param name="BytesIn">Bytes that the store received for each write that was done.</param>
internal sealed record CrowdRow(string What, int Workers, double PerSecond, double Attempts, double BytesIn);

/// <summary>Workers with a connection each that write to the keys of one job, one write after the other.</summary>
internal sealed class Crowd(string redis, TimeSpan lasting)
{
    /// <param name="transactions">That a write takes where nobody gets in its way.</param>
    /// <param name="write">Makes the writes of a worker of that number; each is given its number, 0 comes before anything counts.</param>
    public async Task<CrowdRow> RunAsync(string what, JobRecord job, int workers, int transactions, Func<IConnectionMultiplexer, JobStore, int, Func<int, Task>> write)
    {
        var connections = await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => ConnectionMultiplexer.ConnectAsync(redis)));
        await using var admin = await ConnectionMultiplexer.ConnectAsync($"{redis},allowAdmin=true");
        var server = admin.GetServers()[0];
        await server.FlushAllDatabasesAsync();
        var store = new JobStore(connections[0], new JobEvents(connections[0], TimeProvider.System), TimeProvider.System);
        await store.CreateAsync(job, "");
        Func<int, Task>[] writes = [.. connections.Select((c, i) => write(c, store, i))];
        await Task.WhenAll(writes.Select(w => w(0)));
        await server.ConfigResetStatisticsAsync();
        var (watch, done) = (Stopwatch.StartNew(), 0);
        await Task.WhenAll(writes.Select(async w =>
        {
            for (var i = 1; watch.Elapsed < lasting; i++)
            {
                await w(i);
                Interlocked.Increment(ref done);
            }
        }));
        var seconds = watch.Elapsed.TotalSeconds;
        var info = (await server.InfoAsync("all")).SelectMany(g => g).ToDictionary(p => p.Key, p => p.Value);
        foreach (var connection in connections) await connection.DisposeAsync();
        var tried = Calls(info, "exec") + Calls(info, "unwatch");
        return new CrowdRow(what, workers, done / seconds, tried / (double)transactions / Math.Max(1, done), Number(info["total_net_input_bytes"]) / (double)Math.Max(1, done));
    }

    private static long Calls(Dictionary<string, string> info, string command) =>
        info.TryGetValue($"cmdstat_{command}", out var text) ? Number(text.Split(',')[0].Split('=')[1]) : 0;

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
