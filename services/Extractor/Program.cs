using AttentionViz.Extractor.Hosting;
using AttentionViz.Pipeline.Hosting;
using AttentionViz.Pipeline.Probes;

var builder = WebApplication.CreateBuilder(args);
builder.AddWorker(ExtractorExtensions.Consumers);
builder.AddProbes(alone: true);
builder.AddExtractor();
return await builder.Build().RunServiceAsync();
