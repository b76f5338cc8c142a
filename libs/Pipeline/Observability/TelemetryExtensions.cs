using AttentionViz.Pipeline.Hosting;
using AttentionViz.Pipeline.Probes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace AttentionViz.Pipeline.Observability;

/// <summary>Traces, measures and logs as OpenTelemetry has them; all settings are the standard OTEL_* variables.</summary>
internal static class TelemetryExtensions
{
    private const string NameSetting = "OTEL_SERVICE_NAME";

    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(resource => Name(resource, builder));
        telemetry.WithMetrics(metrics =>
        {
            metrics.AddMeter(Telemetry.Name, "MassTransit").AddAspNetCoreInstrumentation().AddRuntimeInstrumentation();
            if (IsWanted(builder.Configuration, "METRICS")) metrics.AddOtlpExporter();
        });
        // Spans that nobody gets would only be made to be thrown away.
        if (IsWanted(builder.Configuration, "TRACES"))
        {
            telemetry.WithTracing(traces => traces.AddSource(Telemetry.Name, "MassTransit")
                .AddAspNetCoreInstrumentation(http => http.Filter = IsCall).AddOtlpExporter());
        }

        if (IsWanted(builder.Configuration, "LOGS"))
        {
            builder.Logging.AddOpenTelemetry(logs =>
            {
                (logs.IncludeScopes, logs.IncludeFormattedMessage) = (true, true);
                logs.AddOtlpExporter();
            });
        }
    }

    private static bool IsWanted(IConfiguration configuration, string signal) =>
        !string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]) || !string.IsNullOrEmpty(configuration[$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"]);

    private static void Name(ResourceBuilder resource, IHostApplicationBuilder builder)
    {
        if (!string.IsNullOrEmpty(builder.Configuration[NameSetting])) return;
        resource.AddService(
            builder.Environment.ApplicationName.Replace('.', '-').ToLowerInvariant(), serviceVersion: typeof(Telemetry).Assembly.GetName().Version?.ToString(3));
    }

    private static bool IsCall(HttpContext http) => !ProbePages.IsProbe(http) && http.Request.Path.Value is not ("/healthz" or "/readyz");
}
