using AttentionViz.Gateway;
using AttentionViz.Pipeline.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.AddPipeline(GatewayExtensions.Consumers);
builder.AddGateway();

var app = builder.Build();
app.MapGateway();
await app.RunAsync();
