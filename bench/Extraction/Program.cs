using System.CommandLine;
using AttentionViz.Bench.Extraction;

var models = new Option<string[]>("--models") { Description = "Model folders. Default: the bundled ones.", AllowMultipleArgumentsPerToken = true };
var corpus = new Option<string?>("--corpus") { Description = "A text or JSON Lines corpus, or a zip of images. Default: the sample of what the model reads." };
var pairs = new Option<int>("--pairs") { Description = "Paired runs.", DefaultValueFactory = _ => 7 };
var repeat = new Option<int>("--repeat") { Description = "How often the corpus is run through for the memory figure.", DefaultValueFactory = _ => 10 };
var maxTokens = new Option<int>("--max-sequence-tokens") { Description = "Cut sequences; 0 = what the model takes." };
var json = new Option<bool>("--json") { Description = "Print one line of JSON a model instead of text." };
var memory = new Option<int>("--peak-memory") { Description = "Run the corpus so many times and print the peak memory in bytes; for the child process.", Hidden = true };
var command = new RootCommand("Extraction against ONNX Runtime running the same untouched model.") { models, corpus, pairs, repeat, maxTokens, json, memory };
command.SetAction(async (parsed, cancellationToken) =>
{
    foreach (var model in parsed.GetValue(models) is { Length: > 0 } given ? given : Places.BundledModels())
    {
        var work = new Workload(model, parsed.GetValue(corpus) ?? Places.SampleFor(model), parsed.GetValue(maxTokens));
        if (parsed.GetValue(memory) is > 0 and var times)
        {
            await PeakMemory.MeasureAsync(work, times, cancellationToken);
            continue;
        }

        var report = await Comparison.RunAsync(work, parsed.GetValue(pairs), cancellationToken);
        report = report with { Memory = await PeakMemory.CompareAsync(work, parsed.GetValue(repeat), cancellationToken) };
        Console.WriteLine(parsed.GetValue(json) ? report.ToJson() : report.ToText());
    }
});
return await command.Parse(args).InvokeAsync();
