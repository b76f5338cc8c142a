using System.Globalization;

namespace AttentionViz.Bench.QueueSimulation.Experiments;

/// <summary>A row of a table: what was changed, and what came of it.</summary>
internal sealed record Row(string Table, string Changed, Outcome Outcome);

/// <summary>The experiments, and their results as tables in Markdown.</summary>
internal static class Tables
{
    private static readonly double?[] Windows = [null, 1, 1.5, 2, 4, 8, 16];

    public static IEnumerable<Row> Run(Experiment given)
    {
        foreach (var window in Windows)
            yield return new Row("A huge job, small ones meanwhile", NameOf(window), (given with { Rules = given.Rules with { Window = window } }).RunHugeAmongSmall());
        foreach (var window in Windows)
            yield return new Row("Jobs of all sizes", NameOf(window), (given with { Rules = given.Rules with { Window = window } }).Run());
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

    private static string NameOf(double? window) => window is { } factor ? Invariant($"window of {factor} a slot") : "all units at once";

    private static string Head(string table) =>
        $"| {table} | small p50, p99 s | medium p50, p99 s | huge p50, p99 s | slowdown small, medium, huge | fairness | extractors, projectors at work | lost | queue of shards: mean, most | of heads | messages/s | Redis commands/s | busiest Redis | longest wait s |\n"
        + "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|";

    private static string Line(Row row)
    {
        var o = row.Outcome;
        var (small, medium, huge) = (o.Of("small"), o.Of("medium"), o.Of("huge"));
        return Invariant($"| {row.Changed} | {Times(small)} | {Times(medium)} | {Times(huge)} | ")
            + Invariant($"{Figure(small.Slowdown)}, {Figure(medium.Slowdown)}, {Figure(huge.Slowdown)} | {o.Fairness:0.00} | {o.ExtractorUse:0 %}, {o.ProjectorUse:0 %} | {o.Lost:0.00 %} | ")
            + Invariant($"{o.ShardQueue:0}, {o.MostShards:0} | {o.HeadQueue:0}, {o.MostHeads:0} | {o.MessagesPerSecond:0} | {o.CommandsPerSecond:0} | {o.StoreUse:0 %} | {o.StoreLongestWait:0.0} |");
    }

    private static string Times(ClassOutcome of) => of.Jobs == 0 ? "-" : $"{Figure(of.Median)}, {Figure(of.P99)}";

    private static string Figure(double value) => double.IsNaN(value) ? "-" : value.ToString(value < 100 ? "0.0" : "0", CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
