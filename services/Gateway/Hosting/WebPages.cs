using AttentionViz.Gateway.Security;
using AttentionViz.Gateway.Viewer;
using AttentionViz.Pipeline.Probes;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace AttentionViz.Gateway.Hosting;

/// <summary>What the gateway answers besides gRPC.</summary>
internal static class WebPages
{
    private const string WaysPath = "/ways";

    // A page may read a header of another origin's answer only when it is listed.
    private static readonly string[] ExposedHeaders =
    [
        "Grpc-Status", "Grpc-Message", "Grpc-Encoding", "Grpc-Accept-Encoding", "Grpc-Status-Details-Bin", "ETag", "Retry-After", "WWW-Authenticate", "Allow",
    ];

    public static IServiceCollection AddWebCors(this IServiceCollection services)
    {
        services.AddCors();
        services.AddOptions<CorsOptions>().Configure<IOptions<GatewayOptions>>((cors, options) => cors.AddDefaultPolicy(policy =>
        {
            policy.AllowAnyMethod().AllowAnyHeader().WithExposedHeaders(ExposedHeaders);
            if (options.Value.CorsOrigins.Length == 0) policy.AllowAnyOrigin();
            else policy.WithOrigins(options.Value.CorsOrigins);
        }));
        return services;
    }

    public static void MapWebPages(this WebApplication app)
    {
        app.MapHealthChecks("/healthz", new HealthCheckOptions { Predicate = _ => false }).Needs(MethodRule.Open);
        app.MapHealthChecks("/readyz", new HealthCheckOptions { Predicate = r => r.Tags.Contains(StoreHealthCheck.ReadyTag) }).Needs(MethodRule.Open);
        var hasViewer = app.MapViewer();
        foreach (var path in hasViewer ? [WaysPath] : new[] { "/", WaysPath })
            app.MapMethods(path, ViewerPages.Methods, (GatewayEndpoints endpoints) => Results.Text(Ways(endpoints, hasViewer))).Needs(MethodRule.Open);
    }

    private static string Ways(GatewayEndpoints endpoints, bool hasViewer) =>
        $"""
        AttentionViz gateway: takes a model and a corpus, and serves the atlas of its attention heads.
        {(hasViewer ? $"The viewer is at {endpoints.Web}" : "The viewer is not part of this build: install Node.js 20.19 or later with npm, then 'dotnet build'.")}
        Ways in:

          gRPC (HTTP/2, cleartext)   {endpoints.Grpc.Authority}   services attentionviz.v1.*, with reflection and grpc.health.v1.Health
          gRPC-Web (HTTP/1.1)        {endpoints.Web}
          JSON over HTTP             {endpoints.Web}v1/jobs   (upload a corpus: a form to {endpoints.Web}v1/corpora)
          OpenAPI                    {endpoints.Web}openapi/v1.json
          command line               attentionviz submit | jobs | watch | export --gateway {endpoints.Grpc.GetLeftPart(UriPartial.Authority)}
          health                     {endpoints.Web}healthz   {endpoints.Web}readyz

        """;
}
