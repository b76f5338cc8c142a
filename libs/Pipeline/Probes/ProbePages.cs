using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace AttentionViz.Pipeline.Probes;

/// <summary>
/// Answers on the probe port, before anything else of the process sees the request: nothing else is served there, and the pages
/// are served nowhere else.
/// </summary>
internal sealed class ProbePages : IStartupFilter
{
    /// <summary>Nothing but that the process answers.</summary>
    public static HealthCheckOptions Live => new() { Predicate = _ => false };

    /// <summary>Whether store and bus answer.</summary>
    public static HealthCheckOptions Ready => new() { Predicate = check => check.Tags.Contains(StoreHealthCheck.ReadyTag) };

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.MapWhen(IsProbe, Answer);
        next(app);
    };

    public static bool IsProbe(HttpContext http) => http.Features.Get<ProbeConnection>() is not null;

    private static void Answer(IApplicationBuilder probes)
    {
        probes.Use((http, next) =>
        {
            // Orchestrators ask all day; what counts are the calls of clients.
            if (http.Features.Get<IHttpMetricsTagsFeature>() is { } metrics) metrics.MetricsDisabled = true;
            return next(http);
        });
        probes.UseHealthChecks("/healthz", Live);
        probes.UseHealthChecks("/readyz", Ready);
        probes.UseOpenTelemetryPrometheusScrapingEndpoint("/metrics");
        probes.Run(http =>
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
    }
}
