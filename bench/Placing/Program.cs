using System.CommandLine;
using AttentionViz.Bench.Placing;

var model = new Option<string>("--model") { Description = "Bundled model.", DefaultValueFactory = _ => "mini-bert" };
var budget = new Option<int>("--token-budget") { Description = "Tokens drawn of the job that is placed into.", DefaultValueFactory = _ => 1000 };
var calls = new Option<int>("--calls") { Description = "Warm calls.", DefaultValueFactory = _ => 30 };
var attention = new Option<bool>("--attention") { Description = "Ask for attention too." };
var root = new RootCommand("Times ProjectSequences in the embedded platform: one sentence into every head and map, while nothing else runs and while a job does.")
{
    model, budget, calls, attention,
};
root.SetAction((parsed, stop) => Measurement.RunAsync(parsed.GetValue(model)!, parsed.GetValue(budget), parsed.GetValue(calls), parsed.GetValue(attention), stop));
return await root.Parse(args).InvokeAsync();
