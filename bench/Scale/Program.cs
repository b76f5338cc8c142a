using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using AttentionViz.Bench.Scale.Contention;
using AttentionViz.Bench.Scale.Results;

var tokens = new Option<long>("--tokens") { Description = "Tokens of the largest corpus; a tenth and three tenths of it are run, too.", DefaultValueFactory = _ => 1_000_000 };
var workers = new Option<int[]>("--workers") { Description = "Extractors, and as many projectors, of one core each.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [1, 2] };
var budget = new Option<int>("--budget") { Description = "Tokens drawn of each head.", DefaultValueFactory = _ => 1000 };
var turns = new Option<int>("--turns") { Description = "Runs of the largest corpus with each number of workers; medians are printed.", DefaultValueFactory = _ => 1 };
var json = new Option<bool>("--json") { Description = "Print one line of JSON a run instead of tables." };
var format = new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
var command = new RootCommand("One job on real servers and separate processes: time with one worker and two, memory, store and traffic as the corpus grows.") { tokens, workers, budget, turns, json };
command.SetAction(async (parsed, stop) =>
{
    var series = new Series(parsed.GetValue(tokens), [.. parsed.GetValue(workers)!.Order()], parsed.GetValue(budget), Math.Max(1, parsed.GetValue(turns)));
    var runs = await series.RunAsync(Console.Error, stop);
    if (parsed.GetValue(json)) foreach (var run in runs) Console.WriteLine(JsonSerializer.Serialize(run, format));
    else new Report(runs, Console.Out).Print();
});

var crowds = new Option<int[]>("--workers") { Description = "Workers at once.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [1, 2, 4, 8, 16, 32, 64, 128] };
var seconds = new Option<double>("--seconds") { Description = "For each number of workers.", DefaultValueFactory = _ => 2 };
var contention = new Command("contention", "How many workers the keys of one job bear: writes a second, and transactions and bytes for each.") { crowds, seconds };
contention.SetAction(async parsed =>
{
    Console.WriteLine("| write | workers | done a second | transactions for one | KB received for one |\n|---|---|---|---|---|");
    foreach (var row in await Measurement.RunAsync(parsed.GetValue(crowds)!, TimeSpan.FromSeconds(parsed.GetValue(seconds))))
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {row.What} | {row.Workers} | {row.PerSecond:0} | {row.Attempts:0.0} | {row.BytesIn / 1e3:0.0} |"));
});
command.Subcommands.Add(contention);
return await command.Parse(args).InvokeAsync();
