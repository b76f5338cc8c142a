using System.Globalization;
using AttentionViz.Bench.Scale.Running;

namespace AttentionViz.Bench.Scale.Results;

/// <summary>The figures as tables in Markdown.</summary>
internal sealed class Report(IReadOnlyList<RunResult> runs, TextWriter output)
{
    private static readonly string[] Stages = ["plan", "extract", "project"];

    private readonly Growth _growth = new(runs);

    private RunResult Largest => _growth.Largest;

    public void Print()
    {
        Line($"{Environment.ProcessorCount} cores; {Deployment.Model}, {Largest.Heads} heads of width 32; token budget {Largest.Budget}; {Largest.Sequences} sequences in {Largest.Shards} shards");
        SpeedUp();
        Memory();
        Store();
        Traffic();
        Units();
    }

    private void SpeedUp()
    {
        Head("Time", "workers of each kind", "plan s", "extract s", "project s", "in all s", "extract, tokens/s", "project, heads/s", "worker CPU s", "other CPU s (redis, rabbitmq, gateway)", "cores busy");
        var byWorkers = runs.Where(r => r.Tokens == Largest.Tokens).GroupBy(r => r.Workers).OrderBy(g => g.Key).ToList();
        foreach (var of in byWorkers)
        {
            double Median(Func<RunResult, double> figure) => Results.Median.Of(of.Select(figure));
            var worker = Median(r => Stages.Sum(s => r.Of(s).WorkerSeconds));
            var others = Median(r => Stages.Sum(s => r.Of(s).OtherSeconds));
            string Other(string process) => Invariant($"{Median(r => Stages.Sum(s => r.Of(s).CpuSeconds[process])):0.0}");
            Row($"{of.Key}", $"{Median(r => r.Of("plan").Seconds):0.0}", $"{Median(r => r.Of("extract").Seconds):0.0}", $"{Median(r => r.Of("project").Seconds):0.0}", $"{Median(r => r.Seconds):0.0}",
                $"{Median(r => r.Tokens / r.Of("extract").Seconds):0}", $"{Median(r => r.Heads / r.Of("project").Seconds):0.0}", $"{worker:0.0}",
                $"{others:0.0} ({Other("redis")}, {Other("rabbitmq")}, {Other("gateway")})", $"{(worker + others) / Median(r => r.Seconds):0.00}");
        }

        var (one, many) = (byWorkers[0].ToList(), byWorkers[^1].ToList());
        foreach (var stage in Stages)
        {
            double Of(List<RunResult> of, Func<StageFigures, double> figure) => Results.Median.Of(of.Select(r => figure(r.Of(stage))));
            // With as many workers as cores, the servers' time is taken from the workers'.
            var bound = Math.Min((double)many[0].Workers / one[0].Workers, Environment.ProcessorCount * Of(one, s => s.Seconds) / Of(many, s => s.WorkerSeconds + s.OtherSeconds));
            Line($"{stage}: {Of(one, s => s.Seconds) / Of(many, s => s.Seconds):0.00} times as fast with {many[0].Workers} as with {one[0].Workers}; the cores allow {bound:0.00}");
        }
    }

    private void Memory()
    {
        string[] processes = ["extractor 1", "extractor 2", "projector 1", "projector 2", "gateway", "redis", "rabbitmq"];
        Head("Peak memory, MB", ["tokens", .. processes]);
        foreach (var run in _growth.Sizes)
            Row(["" + run.Tokens, .. processes.Select(p => run.PeakBytes.TryGetValue(p, out var bytes) ? Invariant($"{bytes / 1e6:0}") : "")]);
    }

    private void Store()
    {
        Head($"Store after {Largest.Tokens} tokens", "key", "bytes", "a token of the corpus", "a drawn token and head", "a head");
        foreach (var key in Largest.StoreBytes.Keys)
        {
            var (token, drawn, head) = _growth.Of(key);
            Row($"{key}", $"{Largest.StoreBytes[key]}", $"{token:0.000}", $"{drawn:0.0}", $"{head:0}");
        }

        var all = Largest.StoreBytes.Values.Sum();
        var (tokens, rows, heads) = (Largest.StoreBytes.Keys.Sum(k => _growth.Of(k).Token), Largest.StoreBytes.Keys.Sum(k => _growth.Of(k).Drawn), Largest.StoreBytes.Keys.Sum(k => _growth.Of(k).Head));
        Row($"all", $"{all}", $"{tokens:0.000}", $"{rows:0.0}", $"{heads:0}");
        Line($"of all: {(double)all / Largest.Tokens:0.0} bytes a token of the corpus; {(double)all / Largest.SampledTokens / Largest.Heads:0.0} bytes a drawn token and head; Redis had {(Largest.StoreAfter - Largest.StoreBefore) / 1e6:0.0} MB more in use after than before, at most {(Largest.StorePeak - Largest.StoreBefore) / 1e6:0.0} MB");
    }

    private void Traffic()
    {
        Head("Traffic", "tokens", "messages", "of them delivered again", "RabbitMQ in use MB", "to Redis, bytes a token", "from Redis, bytes a token", "Redis commands a token", "events of the job");
        foreach (var run in _growth.Sizes)
        {
            Row($"{run.Tokens}", $"{run.Bus.Published}", $"{run.Bus.Redelivered}", $"{run.Bus.MemoryBytes / 1e6:0}", $"{run.Stages.Sum(s => s.Store.BytesIn) / (double)run.Tokens:0.0}",
                $"{run.Stages.Sum(s => s.Store.BytesOut) / (double)run.Tokens:0.0}", $"{run.Stages.Sum(s => s.Store.Commands) / (double)run.Tokens:0.00}", $"{run.Events}");
        }
    }

    private void Units()
    {
        Head("A unit, from the largest corpus", "unit", "Redis commands", "KB to Redis", "KB from Redis", "Redis CPU ms", "transactions", "worker CPU ms");
        void Unit(string name, string stage, double count)
        {
            var (store, figures) = (Largest.Of(stage).Store, Largest.Of(stage));
            Row($"{name}", $"{store.Commands / count:0.0}", $"{store.BytesIn / count / 1e3:0.0}", $"{store.BytesOut / count / 1e3:0.0}", $"{figures.CpuSeconds["redis"] / count * 1e3:0.00}", $"{store.Transactions / count:0.0}", $"{figures.WorkerSeconds / count * 1e3:0.0}");
        }

        Unit("shard planned", "plan", Largest.Shards);
        Unit("shard extracted", "extract", Largest.Shards);
        Unit("head projected", "project", Largest.Heads);
        Line($"{Largest.ShardTokens.Mean:0} tokens a shard (deviation {Largest.ShardTokens.Deviation / Largest.ShardTokens.Mean:0.00} of the mean); a head takes {Largest.HeadSeconds.Mean:0.00} s (deviation {Largest.HeadSeconds.Deviation / Largest.HeadSeconds.Mean:0.00})");
    }

    private void Head(string title, params string[] columns)
    {
        Line($"\n{title}\n");
        output.WriteLine($"| {string.Join(" | ", columns)} |");
        output.WriteLine($"|{string.Concat(Enumerable.Repeat("---|", columns.Length))}");
    }

    private void Row(params FormattableString[] cells) => Row([.. cells.Select(Invariant)]);

    private void Row(string[] cells) => output.WriteLine($"| {string.Join(" | ", cells)} |");

    private void Line(FormattableString text) => output.WriteLine(Invariant(text));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
