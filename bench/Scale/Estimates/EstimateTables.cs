using System.Globalization;
using AttentionViz.Bench.Scale.Statistics;

namespace AttentionViz.Bench.Scale.Estimates;

/// <summary>Estimates of jobs side by side, a column each, as a table in Markdown.</summary>
internal sealed class EstimateTables(UnitCosts costs, double tokens, Gpu gpu, Utilisation utilisation, Prices prices, int gpus)
{
    private const double Giga = 1e9;

    public void Print(int[] budgets, double[] shardTokens, TextWriter output)
    {
        var columns = new List<(string Name, Demand Demand, Estimate Estimate)>();
        foreach (var (model, length) in new[] { (ModelShape.BertBase, 128), (ModelShape.Llama7B, 512) })
        {
            var statistics = StatisticsCost.Measure(model.Width, length, model.Causal);
            foreach (var (budget, shard) in budgets.Select(b => (b, shardTokens[0])).Concat(shardTokens.Skip(1).Select(s => (budgets[0], s))))
            {
                var demand = new Demand(model, tokens, length, budget, shard);
                columns.Add((Invariant($"{model.Name}, budget {budget}, {shard:0} tokens a shard"), demand, new Estimate(demand, costs, statistics)));
            }
        }

        void Row(string name, Func<Demand, Estimate, string> figure) => output.WriteLine($"| {name} | {string.Join(" | ", columns.Select(c => figure(c.Demand, c.Estimate)))} |");
        string Range(Func<double, double> figure) => Invariant($"{figure(utilisation.Expected):0.#} ({figure(utilisation.Good):0.#} to {figure(utilisation.Bad):0.#})");
        output.WriteLine(Invariant($"{tokens:0.#e0} tokens; {gpu.Name}, {gpu.Teraflops} TFLOPS, {utilisation.Expected:0 %} of it ({utilisation.Good:0 %} to {utilisation.Bad:0 %}); dollars an hour: GPU {prices.Gpu}, core {prices.Core}, GiB {prices.Gibibyte}; {gpus} GPUs at once\n"));
        output.WriteLine($"| | {string.Join(" | ", columns.Select(c => c.Name))} |\n|---|{string.Concat(columns.Select(_ => "---|"))}");
        Row("GFLOP a token", (d, _) => Invariant($"{d.Model.Flops(d.Length) / Giga:0.00}"));
        Row("GPU hours", (_, e) => Range(u => e.GpuHours(gpu, u)));
        Row("core hours of statistics", (_, e) => Invariant($"{e.StatisticsHours:0}"));
        Row("cores for each GPU, so that it need not wait", (_, e) => Range(u => e.StatisticsHours / e.GpuHours(gpu, u)));
        Row("core hours of planning, one after the other", (_, e) => Invariant($"{e.PlanningHours:0.00}"));
        Row("core hours of projection", (_, e) => Invariant($"{e.ProjectionHours:0.0}"));
        Row("shards; messages", (d, e) => Invariant($"{d.Shards:0}; {e.Messages:0}"));
        Row("a shard, GPU seconds", (_, e) => Invariant($"{e.ShardGpuSeconds(gpu, utilisation.Expected):0.0}"));
        Row("Redis memory, GB", (_, e) => Invariant($"{e.StoreBytes / Giga:0.0}"));
        Row("of it corpus; shards; sample; heads", (_, e) => Invariant($"{e.CorpusBytes / Giga:0.0}; {e.ShardBytes / Giga:0.00}; {e.SampleBytes / Giga:0.00}; {e.HeadBytes / Giga:0.00}"));
        Row("statistics of one shard, MB", (_, e) => Invariant($"{e.ShardStatisticsBytes / 1e6:0.0}"));
        Row("network of Redis, GB: statistics; text; plan; sample", (_, e) => Invariant($"{e.StatisticsTraffic / Giga:0}; {e.CorpusTraffic / Giga:0}; {e.PlanTraffic / Giga:0.0}; {e.SampleTraffic / Giga:0.0}"));
        Row("Redis commands, million", (_, e) => Invariant($"{e.RedisCommands / 1e6:0.0}"));
        Row("hours of Redis' thread", (_, e) => Invariant($"{e.RedisHours:0.00}"));
        Row("GPUs that one Redis bears", (_, e) => Invariant($"{e.GpuHours(gpu, utilisation.Expected) / e.RedisHours:0.0}"));
        Row("dollars: GPUs", (_, e) => Range(u => e.GpuHours(gpu, u) * prices.Gpu));
        Row("dollars: cores for statistics, planning, projection", (_, e) => Invariant($"{(e.StatisticsHours + e.PlanningHours + e.ProjectionHours) * prices.Core:0.0}"));
        Row("dollars: Redis, a week", (_, e) => Invariant($"{e.StoreBytes / (1 << 30) * prices.Gibibyte * 24 * 7:0.0}"));
        Row("hours of extracting", (_, e) => Range(u => e.GpuHours(gpu, u) / gpus));
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
