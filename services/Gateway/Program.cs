using AttentionViz.Gateway;
using AttentionViz.Pipeline.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.AddPipeline();
builder.AddGateway();

var app = builder.Build();
app.MapGateway();
await app.RunAsync();
