using AttentionViz.Pipeline.Hosting;
using AttentionViz.Projector.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.AddPipeline(ProjectorExtensions.Consumers);
builder.AddProjector();
await builder.Build().RunAsync();
