using AttentionViz.Extractor.Hosting;
using AttentionViz.Pipeline.Hosting;
using AttentionViz.Pipeline.Probes;

if (ReadyCall.IsMeant(args)) return await ReadyCall.AskAsync();

var builder = WebApplication.CreateBuilder(args);
builder.AddWorker(ExtractorExtensions.Consumers);
builder.AddProbes(alone: true);
builder.AddExtractor();
return await builder.Build().RunServiceAsync();
