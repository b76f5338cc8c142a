using AttentionViz.Extractor.Hosting;
using AttentionViz.Pipeline.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.AddWorker(ExtractorExtensions.Consumers);
builder.AddExtractor();
return await builder.Build().RunServiceAsync();
