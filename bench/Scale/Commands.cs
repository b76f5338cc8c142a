using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using AttentionViz.Bench.Scale.Contention;
using AttentionViz.Bench.Scale.Estimates;
using AttentionViz.Bench.Scale.Results;
using AttentionViz.Bench.Scale.Running;
using AttentionViz.Bench.Scale.Statistics;
using AttentionViz.Testing.Servers;

namespace AttentionViz.Bench.Scale;

/// <summary>What the program does, and the options of each.</summary>
internal static class Commands
{
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static void AddMeasurement(RootCommand command)
    {
        var tokens = new Option<long>("--tokens") { Description = "Tokens of the largest corpus; a tenth and three tenths of it are run, too.", DefaultValueFactory = _ => 1_000_000 };
        var workers = new Option<int[]>("--workers") { Description = "Extractors, and as many projectors, of one core each.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [1, 2] };
        var budget = new Option<int>("--budget") { Description = "Tokens drawn of each head.", DefaultValueFactory = _ => 1000 };
        var turns = new Option<int>("--turns") { Description = "Runs of the largest corpus with each number of workers; medians are printed.", DefaultValueFactory = _ => 1 };
        var json = new Option<bool>("--json") { Description = "Print one line of JSON a run instead of tables; 'report' makes tables of them." };
        foreach (var option in new Option[] { tokens, workers, budget, turns, json }) command.Options.Add(option);
        command.SetAction(async (parsed, stop) =>
        {
            var series = new Series(parsed.GetValue(tokens), [.. parsed.GetValue(workers)!.Order()], parsed.GetValue(budget), Math.Max(1, parsed.GetValue(turns)));
            var runs = await series.RunAsync(Console.Error, stop);
            if (parsed.GetValue(json)) foreach (var run in runs) Console.WriteLine(JsonSerializer.Serialize(run, Format));
            else new Report(runs, Console.Out).Print();
        });
    }

    public static Command Report()
    {
        var file = Measured();
        var command = new Command("report", "Tables of runs that were kept with --json.") { file };
        command.SetAction(parsed => new Report(Read(parsed.GetValue(file)!), Console.Out).Print());
        return command;
    }

    public static Command Contention()
    {
        var workers = new Option<int[]>("--workers") { Description = "Workers at once.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [1, 2, 4, 8, 16, 32, 64, 128] };
        var seconds = new Option<double>("--seconds") { Description = "For each number of workers.", DefaultValueFactory = _ => 2 };
        var command = new Command("contention", "How many workers the keys of one job bear: writes a second, and transactions and bytes for each.") { workers, seconds };
        command.SetAction(async parsed =>
        {
            Console.WriteLine("| write | workers | done a second | transactions for one | KB to and from Redis | Redis CPU ms |\n|---|---|---|---|---|---|");
            foreach (var row in await Measurement.RunAsync(parsed.GetValue(workers)!, TimeSpan.FromSeconds(parsed.GetValue(seconds))))
                Print($"| {row.What} | {row.Workers} | {row.PerSecond:0} | {row.Attempts:0.0} | {row.Bytes / 1e3:0.0} | {row.StoreSeconds * 1e3:0.00} |");
        });
        return command;
    }

    public static Command Statistics()
    {
        var command = new Command("statistics", "Processor time of the statistics of a token and head, by width and length of sequence.");
        command.SetAction(_ =>
        {
            Console.WriteLine("| width | tokens of a sequence | mean and covariance, us | attention, us | in all, us |\n|---|---|---|---|---|");
            foreach (var (width, length, causal) in new[] { (32, 24, false), (64, 128, false), (64, 512, false), (128, 512, true), (128, 2048, true) })
            {
                var cost = StatisticsCost.Measure(width, length, causal);
                Print($"| {width}{(causal ? ", causal" : "")} | {length} | {cost.Moments:0.00} | {cost.Behaviour:0.00} | {cost.Microseconds:0.00} |");
            }
        });
        return command;
    }

    public static Command Estimate()
    {
        var file = Measured();
        var tokens = new Option<double>("--tokens") { DefaultValueFactory = _ => 1e9 };
        var budgets = new Option<int[]>("--budgets") { Description = "Tokens drawn of each head.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [1000, 10_000, 100_000] };
        var shards = new Option<double[]>("--shard-tokens") { Description = "Tokens of a shard.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [8192, 1_000_000] };
        var gpu = new Option<string>("--gpu") { DefaultValueFactory = _ => "A100" };
        var teraflops = new Option<double>("--tflops") { Description = "Of the GPU by its data sheet, dense, of the precision used.", DefaultValueFactory = _ => 312 };
        var utilisation = new Option<double[]>("--utilisation") { Description = "Share of that: bad, expected, good.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [0.1, 0.3, 0.5] };
        var gpus = new Option<int>("--gpus") { Description = "At once.", DefaultValueFactory = _ => 8 };
        var price = new Option<double>("--gpu-price") { Description = "Dollars an hour.", DefaultValueFactory = _ => 3 };
        var core = new Option<double>("--core-price") { Description = "Dollars an hour.", DefaultValueFactory = _ => 0.045 };
        var memory = new Option<double>("--memory-price") { Description = "Dollars an hour for a GiB of Redis.", DefaultValueFactory = _ => 0.014 };
        var command = new Command("estimate", "What a job of so many tokens on BERT-base and a 7B Llama would cost, by formula from what was measured.") { file, tokens, budgets, shards, gpu, teraflops, utilisation, gpus, price, core, memory };
        command.SetAction(parsed =>
        {
            var shares = parsed.GetValue(utilisation)!.Order().ToArray();
            var tables = new EstimateTables(
                new UnitCosts(Read(parsed.GetValue(file)!)), parsed.GetValue(tokens), new Gpu(parsed.GetValue(gpu)!, parsed.GetValue(teraflops), parsed.GetValue(price)),
                new Utilisation(shares[0], shares[shares.Length / 2], shares[^1]), new Prices(parsed.GetValue(price), parsed.GetValue(core), parsed.GetValue(memory)), parsed.GetValue(gpus));
            tables.Print(parsed.GetValue(budgets)!, parsed.GetValue(shards)!, Console.Out);
        });
        return command;
    }

    private static Argument<string> Measured() =>
        new("runs") { Description = "Lines that --json printed.", DefaultValueFactory = _ => Checkout.At("docs", "scale.jsonl") };

    private static List<RunResult> Read(string file) => [.. File.ReadLines(file).Where(l => l.StartsWith('{')).Select(l => JsonSerializer.Deserialize<RunResult>(l, Format)!)];

    private static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
