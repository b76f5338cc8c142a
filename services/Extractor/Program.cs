using AttentionViz.Extractor.Hosting;
using AttentionViz.Pipeline.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.AddPipeline(ExtractorExtensions.Consumers);
builder.AddExtractor();
await builder.Build().RunAsync();
