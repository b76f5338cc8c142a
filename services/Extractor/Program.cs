using AttentionViz.Extractor.Hosting;
using AttentionViz.Pipeline.Hosting;
using AttentionViz.Pipeline.Probes;

var builder = WebApplication.CreateBuilder(args);
builder.AddPipeline(ExtractorExtensions.Consumers);
builder.AddProbes(alone: true);
builder.AddExtractor();
await builder.Build().RunAsync();
