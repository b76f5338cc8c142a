using AttentionViz.Pipeline.Hosting;
using AttentionViz.Projector.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.AddWorker(ProjectorExtensions.Consumers);
builder.AddProjector();
return await builder.Build().RunServiceAsync();
