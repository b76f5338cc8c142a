using System.Globalization;

namespace AttentionViz.Bench.QueueSimulation.Experiments;

/// <summary>A row of a table: what was changed, and what came of it.</summary>
internal sealed record Row(string Table, string Changed, Outcome Outcome);

/// <summary>The experiments, and their results as tables in Markdown.</summary>
internal static class Tables
{
    public static IEnumerable<Row> Run(Experiment given)
    {
        var fifo = given with { Rules = given.Rules with { Window = null } };
        yield return new Row("Order of units", "all units of a job at once", fifo.Run());
        foreach (var factor in new double[] { 1, 2, 4, 8, 16 })
            yield return new Row("Order of units", Invariant($"window of {factor} a slot"), (given with { Rules = given.Rules with { Window = factor } }).Run());
        foreach (var seconds in new double[] { 1, 10, 60, 300 })
            yield return new Row("Size of shards", Invariant($"{seconds} s a shard"), (given with { Mix = given.Mix with { ShardSeconds = seconds } }).Run());
        foreach (var load in new[] { 0.5, 0.7, 0.9, 1.2 })
            yield return new Row("Load", Invariant($"load {load:0.0}"), (given with { Load = load }).Run());
        foreach (var nodes in new[] { 1, 2, 4, 16 })
            yield return new Row("Servers of the store", Invariant($"{nodes} Redis servers"), (given with { Servers = given.Servers with { StoreNodes = nodes } }).Run());
        foreach (var hours in new double[] { 24 * 30, 24, 1 })
            yield return new Row("Crashes", Invariant($"a worker lost every {hours} h"), (given with { Rules = given.Rules with { CrashEvery = hours * 3600 } }).Run());
    }

    public static void Print(IEnumerable<Row> rows)
    {
        string? table = null;
        foreach (var row in rows)
        {
            if (row.Table != table) Console.WriteLine($"{(table is null ? "" : "\n")}{Head(table = row.Table)}");
            Console.WriteLine(Line(row));
        }
    }

    private static string Head(string table) =>
        $"| {table} | small p50, p99 s | medium p50, p99 s | huge p50, p99 s | slowdown small, medium, huge | fairness | extractors, projectors at work | lost | queue of shards: mean, most | of heads | messages/s | Redis commands/s | busiest Redis | longest wait s |\n"
        + "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|";

    private static string Line(Row row)
    {
        var o = row.Outcome;
        var (small, medium, huge) = (o.Of("small"), o.Of("medium"), o.Of("huge"));
        return Invariant($"| {row.Changed} | {small.Median:0.0}, {small.P99:0.0} | {medium.Median:0.0}, {medium.P99:0.0} | {huge.Median:0}, {huge.P99:0} | ")
            + Invariant($"{small.Slowdown:0.0}, {medium.Slowdown:0.0}, {huge.Slowdown:0.0} | {o.Fairness:0.00} | {o.ExtractorUse:0 %}, {o.ProjectorUse:0 %} | {o.Lost:0.00 %} | ")
            + Invariant($"{o.ShardQueue:0}, {o.MostShards:0} | {o.HeadQueue:0}, {o.MostHeads:0} | {o.MessagesPerSecond:0} | {o.CommandsPerSecond:0} | {o.StoreUse:0 %} | {o.StoreLongestWait:0.0} |");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
