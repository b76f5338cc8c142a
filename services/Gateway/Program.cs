using AttentionViz.Gateway;
using AttentionViz.Pipeline.Hosting;
using AttentionViz.Pipeline.Probes;

var builder = WebApplication.CreateBuilder(args);
builder.AddPipeline(GatewayExtensions.Consumers);
builder.AddProbes();
builder.AddGateway();

var app = builder.Build();
app.MapGateway();
await app.RunAsync();
