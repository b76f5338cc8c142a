using System.CommandLine;
using AttentionViz.Bench.Projection;

var sizes = new Option<int[]>("--sizes") { Description = "Numbers of points.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [2000, 10000, 50000] };
var data = new Option<string[]>("--data") { Description = "clusters, qk.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => ["clusters", "qk"] };
var space = new Option<int>("--most-for-3d") { Description = "Most points for which a 3-D map is made.", DefaultValueFactory = _ => 10000 };
var repeat = new Option<int>("--repeat") { Description = "Runs of each stage up to 10,000 points; the best is printed.", DefaultValueFactory = _ => 3 };
var threads = new Option<int>("--threads") { Description = "Threads; the figures are CPU seconds over all of them.", DefaultValueFactory = _ => 1 };
var folder = new Option<string>("--out") { Description = "Folder for data, maps and results.", DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), "attentionviz-projection") };
var peers = new Option<string[]?>("--peers") { Description = "Run these peers on the same data: sklearn, opentsne, fitsne, umap. Without a name: all.", Arity = ArgumentArity.ZeroOrMore, AllowMultipleArgumentsPerToken = true };
var most = new Option<int>("--most-for-peers") { Description = "Most points that peers are given.", DefaultValueFactory = _ => 10000 };
var python = new Option<string>("--python") { Description = "The Python that has the peers.", DefaultValueFactory = _ => "python3" };
var heads = new Option<int>("--heads") { Description = "Project so many heads made up, six maps each, as a job does, instead of the stages one by one.", DefaultValueFactory = _ => 0 };
var command = new RootCommand("CPU time, divergence and recall of the projection, stage by stage, and of peers.") { sizes, data, space, repeat, threads, folder, peers, most, python, heads };
command.SetAction(parsed =>
{
    var target = Directory.CreateDirectory(parsed.GetValue(folder)!).FullName;
    if (parsed.GetValue(heads) is > 0 and var number)
    {
        foreach (var n in parsed.GetValue(sizes)!)
            WholeHeads.Run(number, n, parsed.GetValue(threads));
        return 0;
    }

    var rates = Rates.Measure();
    Console.WriteLine($"one core: {rates.Products / 1e9:0} G products/s, {rates.Pairs / 1e9:0.0} G pairs/s, {rates.Bytes / 1e9:0} GB/s read");
    var results = new Results(target);
    foreach (var shape in parsed.GetValue(data)!)
    {
        foreach (var n in parsed.GetValue(sizes)!)
        {
            var workload = Workload.Create(shape, n);
            workload.Save(target);
            Console.WriteLine($"{workload.Name}: {n} x {workload.Width}");
            PeakMemory.Restart();
            foreach (var row in Measurement.Run(workload, n <= parsed.GetValue(space), n > 10000 ? 1 : parsed.GetValue(repeat), parsed.GetValue(threads), rates))
                results.Add(row);
            Console.WriteLine($"  most memory in use: {PeakMemory.Megabytes():0} MB");
        }
    }

    results.PrintGrowth();
    results.Save();
    return parsed.GetResult(peers) is null ? 0 : Peers.Run(parsed.GetValue(python)!, target, parsed.GetValue(peers)!, parsed.GetValue(most));
});
return command.Parse(args).Invoke();
