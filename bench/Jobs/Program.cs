using System.CommandLine;
using AttentionViz.Bench.Jobs;

var gateway = new Option<string>("--gateway") { Description = "Address of a running gateway.", DefaultValueFactory = _ => "http://127.0.0.1:5050" };
var model = new Option<string>("--model") { Description = "Model of the jobs.", DefaultValueFactory = _ => "mini-bert" };
var corpus = new Option<FileInfo>("--corpus") { Description = "A .txt or .jsonl corpus.", DefaultValueFactory = _ => new FileInfo("samples/sentences.jsonl") };
var repeat = new Option<int>("--repeat") { Description = "How often the corpus is repeated, so that a job lasts.", DefaultValueFactory = _ => 20 };
var count = new Option<int>("--count") { Description = "Cancellations in each state.", DefaultValueFactory = _ => 10 };
var command = new RootCommand("Times how long a job goes on after CancelJob, over a running gateway.") { gateway, model, corpus, repeat, count };
command.SetAction(async (parsed, stop) =>
{
    using var measurement = new CancelMeasurement(new Uri(parsed.GetRequiredValue(gateway)), parsed.GetRequiredValue(model));
    await measurement.UploadAsync(parsed.GetRequiredValue(corpus), parsed.GetValue(repeat), stop);
    await measurement.RunAsync(parsed.GetValue(count), Console.Out, stop);
});
return await command.Parse(args).InvokeAsync();
