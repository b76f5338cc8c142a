using AttentionViz.Gateway;
using AttentionViz.Pipeline.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.AddService(GatewayExtensions.Consumers);
builder.AddGateway();
return await builder.Build().MapGateway().RunServiceAsync();
