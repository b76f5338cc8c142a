using AttentionViz.Pipeline.Hosting;
using AttentionViz.Pipeline.Probes;
using AttentionViz.Projector.Hosting;

if (ReadyCall.IsMeant(args)) return await ReadyCall.AskAsync();

var builder = WebApplication.CreateBuilder(args);
builder.AddWorker(ProjectorExtensions.Consumers);
builder.AddProbes(alone: true);
builder.AddProjector();
return await builder.Build().RunServiceAsync();
