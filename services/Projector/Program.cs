using AttentionViz.Pipeline.Hosting;
using AttentionViz.Pipeline.Probes;
using AttentionViz.Projector.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.AddPipeline(ProjectorExtensions.Consumers);
builder.AddProbes(alone: true);
builder.AddProjector();
await builder.Build().RunAsync();
