using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using AttentionViz.Bench.QueueSimulation.Experiments;

var workers = new Option<int>("--workers") { Description = "Extractors; projectors are as many as give them the same load.", DefaultValueFactory = _ => 1000 };
var jobs = new Option<int>("--jobs") { Description = "Jobs that come in each experiment.", DefaultValueFactory = _ => 6000 };
var load = new Option<double>("--load") { Description = "Work that comes over what workers can do.", DefaultValueFactory = _ => 0.8 };
var burst = new Option<double>("--burst") { Description = "Jobs that come at once, on average; 1 = each by itself.", DefaultValueFactory = _ => 5 };
var shard = new Option<double>("--shard-seconds") { Description = "Seconds of a shard.", DefaultValueFactory = _ => Measured.Mix.ShardSeconds };
var seed = new Option<ulong>("--seed") { Description = "The same seed prints the same figures.", DefaultValueFactory = _ => 1 };
var json = new Option<bool>("--json") { Description = "Print a line of JSON for each row instead of tables." };
var command = new RootCommand("Jobs of many sizes on a cluster of many workers, simulated.") { workers, jobs, load, burst, shard, seed, json };
command.SetAction(parsed =>
{
    var experiment = new Experiment
    {
        Extractors = parsed.GetValue(workers),
        Jobs = parsed.GetValue(jobs),
        Load = parsed.GetValue(load),
        Burst = parsed.GetValue(burst),
        Mix = Measured.Mix with { ShardSeconds = parsed.GetValue(shard) },
        Seed = parsed.GetValue(seed),
    };
    var rows = Tables.Run(experiment);
    if (parsed.GetValue(json))
    {
        var format = new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
        foreach (var row in rows) Console.WriteLine(JsonSerializer.Serialize(row, format));
        return;
    }

    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{experiment.Extractors} extractors, load {experiment.Load}, {experiment.Jobs} jobs, {experiment.PerSecond:0.0} a second in bursts of {experiment.Burst}, seed {experiment.Seed}\n"));
    Tables.Print(rows);
});
return await command.Parse(args).InvokeAsync();
