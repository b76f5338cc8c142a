using AttentionViz.Gateway;
using AttentionViz.Pipeline.Hosting;
using AttentionViz.Pipeline.Probes;

if (ReadyCall.IsMeant(args)) return await ReadyCall.AskAsync();

var builder = WebApplication.CreateBuilder(args);
builder.AddService(GatewayExtensions.Consumers);
builder.AddProbes();
builder.AddGateway();
return await builder.Build().MapGateway().RunServiceAsync();
