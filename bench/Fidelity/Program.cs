using System.CommandLine;
using System.Globalization;
using AttentionViz.Bench.Fidelity;
using AttentionViz.Projector.Projection;

var models = new Option<string[]>("--models") { Description = "Model folders that read text. Default: mini-bert and mini-gpt.", AllowMultipleArgumentsPerToken = true };
var corpus = new Option<string?>("--corpus") { Description = "A text or JSON Lines corpus. Default: the sample sentences." };
var tokens = new Option<int>("--tokens") { Description = "Tokens drawn, about; a map has twice as many points.", DefaultValueFactory = _ => 1000 };
var heads = new Option<string[]>("--heads") { Description = "Heads such as L0H2. Default: all.", AllowMultipleArgumentsPerToken = true };
var methods = new Option<MapMethod[]>("--methods") { Description = "Pca, Tsne, Umap.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [MapMethod.Tsne] };
var weights = new Option<double[]>("--weights") { Description = "Attention weights of guided maps, above 0 to 1; the alignment is the default.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [0.35] };
var seed = new Option<ulong>("--seed") { Description = "Of the draw and the maps.", DefaultValueFactory = _ => 1 };
var threads = new Option<int>("--threads") { Description = "They change the time only.", DefaultValueFactory = _ => 1 };
var file = new Option<string?>("--out") { Description = "A .json or .csv file for the rows." };
var plot = new Option<string?>("--plot") { Description = "A folder for SVG plots of each head: the paper's recipe and the default side by side." };
var share = new Option<bool>("--share") { Description = "Instead: the share of the time that the figures take when all six maps of a head are made." };
var command = new RootCommand("How far maps may be believed: alignments and methods, head by head.") { models, corpus, tokens, heads, methods, weights, seed, threads, file, plot, share };
command.SetAction(async (parsed, cancellationToken) =>
{
    var wanted = parsed.GetValue(heads)!.Select(h => h.Replace(" ", "", StringComparison.Ordinal)).ToHashSet(StringComparer.OrdinalIgnoreCase);
    var modes = Mode.All(parsed.GetValue(seed), parsed.GetValue(weights)!);
    var all = new List<Row>();
    foreach (var folder in parsed.GetValue(models) is { Length: > 0 } given ? given : Places.BundledModels())
    {
        var model = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        var found = await ModelHeads.ExtractAsync(
            folder, parsed.GetValue(corpus) ?? Places.Sample(), parsed.GetValue(tokens), parsed.GetValue(seed), cancellationToken);
        NamedHead[] chosen = [.. found.Where(h => wanted.Count == 0 || wanted.Contains(h.Name.Replace(" ", "", StringComparison.Ordinal)))];
        Console.WriteLine($"{model}: {chosen.Length} of {found.Count} heads, {found[0].Vectors.QueryCount} tokens of {found[0].Vectors.Sequences} sequences");
        if (parsed.GetValue(share))
        {
            TimeShare.Print(chosen, parsed.GetValue(seed), parsed.GetValue(threads));
            continue;
        }

        Console.WriteLine(Results.Heading);
        var rows = new List<Row>();
        foreach (var head in chosen)
        {
            foreach (var method in parsed.GetValue(methods)!)
            {
                var measured = modes.Select(mode => Measurement.Run(model, head, mode, method, parsed.GetValue(seed), parsed.GetValue(threads))).ToArray();
                rows.AddRange(measured.Select(m => m.Row.Against(measured.Select(o => o.Row))));
                foreach (var row in rows.TakeLast(measured.Length)) Console.WriteLine(Results.Line(row));
                if (parsed.GetValue(plot) is { } target) Save(target, head, method, measured);
            }
        }

        var means = rows.GroupBy(r => (r.Method, r.Mode)).Select(g => Row.Mean([.. g])).ToArray();
        rows.AddRange(means.Select(m => m.Against(means)));
        foreach (var row in rows.TakeLast(means.Length)) Console.WriteLine(Results.Line(row));
        all.AddRange(rows);
    }

    if (parsed.GetValue(file) is { } path) Results.Write(path, all);
});
return await command.Parse(args).InvokeAsync();

static void Save(string folder, NamedHead head, MapMethod method, Measurement[] measured)
{
    var shown = new[] { (Mode.Paper, "the paper's recipe"), (Mode.Geometric, "TRANSLATE_SCALE") }
        .Select(s => (Called: s.Item2, Of: measured.Single(m => m.Row.Mode == s.Item1))).ToArray();
    var row = shown[0].Of.Row;
    var path = Path.Combine(Directory.CreateDirectory(folder).FullName, $"{row.Model}-{head.Name.Replace(" ", "", StringComparison.Ordinal)}-{row.Method}.svg");
    File.WriteAllText(path, SidePlot.Of(
        head.Vectors, $"{row.Model} {head.Name}, {row.Method}: queries green, keys pink, lines to the key attended to most",
        [.. shown.Select(m => (string.Create(CultureInfo.InvariantCulture, $"{m.Called}: c {m.Of.Row.C:0.00}, recall 3 {m.Of.Row.Recall3:0.00}, mixing {m.Of.Row.Mixing:0.00}"), m.Of.Points))]));
}
