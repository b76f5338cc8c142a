using System.CommandLine;
using AttentionViz.Bench.Gateway;
using AttentionViz.Bench.Gateway.Roles;

var clients = new Option<int>("--clients") { Description = "Clients at once, a connection each.", DefaultValueFactory = _ => 200 };
var seconds = new Option<double>("--seconds") { Description = "Length of a turn.", DefaultValueFactory = _ => 4 };
var turns = new Option<int>("--turns") { Description = "Turns of each server; medians are printed.", DefaultValueFactory = _ => 5 };
var tokens = new Option<int>("--tokens") { Description = "Tokens of the atlas; a map has twice as many points of 8 bytes.", DefaultValueFactory = _ => 15_000 };
var cache = new Option<long?>("--cache-bytes") { Description = "Gateway:CacheBytes; the gateway's default where it is not given." };
var without = new Option<bool>("--without-job") { Description = "Do not measure while a job runs." };
var command = new RootCommand("Throughput, latency and memory of a gateway that many look at, beside bare Kestrel.") { clients, seconds, turns, tokens, cache, without };

// Children of the benchmark itself.
var store = new Option<int>("--store");
var gateway = new Option<string>("--gateway");
var layers = new Option<int>("--layers") { DefaultValueFactory = _ => MadeUpAtlas.Layers };
var heads = new Option<int>("--heads") { DefaultValueFactory = _ => MadeUpAtlas.Heads };
var workersRole = new Command("workers") { tokens, layers, heads };
workersRole.Hidden = true;
workersRole.SetAction(parsed => Servers.WorkersAsync(parsed.GetValue(tokens), parsed.GetValue(layers), parsed.GetValue(heads)));
var gatewayRole = new Command("gateway") { store, cache };
gatewayRole.Hidden = true;
gatewayRole.SetAction(parsed => Servers.GatewayAsync(parsed.GetValue(store), parsed.GetValue(cache)));
var peerRole = new Command("peer") { gateway };
peerRole.Hidden = true;
peerRole.SetAction(parsed => Peer.RunAsync(parsed.GetValue(gateway)!));
command.Subcommands.Add(workersRole);
command.Subcommands.Add(gatewayRole);
command.Subcommands.Add(peerRole);

command.SetAction(async parsed =>
{
    await using var workers = await Child.StartAsync("workers", "--tokens", $"{parsed.GetValue(tokens)}");
    string[] kept = parsed.GetValue(cache) is { } bytes ? ["--cache-bytes", $"{bytes}"] : [];
    await using var measured = await Child.StartAsync(["gateway", "--store", $"{workers.At.Store}", .. kept]);
    await using var peer = await Child.StartAsync("peer", "--gateway", measured.At.Http2);
    using (var one = new Viewers(1, Way.Grpc, measured.At))
    {
        Console.WriteLine(
            $"{Environment.ProcessorCount} cores, {parsed.GetValue(clients)} clients; a map {await one.MeasureAsync(Calls.Maps[0]) / 1e6:0.00} MB, "
            + $"first paint of {Calls.Maps.Count} heads {await one.MeasureAsync(Calls.Matrix) / 1e6:0.00} MB");
    }

    var comparison = new Comparison(measured, peer, parsed.GetValue(clients), TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(turns));
    Comparison.Print("no job running", await comparison.RunAsync());
    if (parsed.GetValue(without)) return;
    await using var job = await RunningJob.StartAsync(workers.At.Http2);
    var phases = await comparison.RunAsync();
    Comparison.Print($"while jobs run ({job.Heads} heads mapped meanwhile)", phases);
});
return await command.Parse(args).InvokeAsync();
