using AttentionViz.Pipeline.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;

namespace AttentionViz.Pipeline.Probes;

/// <summary>Puts the probe port into a process that has the pipeline.</summary>
public static class ProbeExtensions
{
    /// <summary>Adds /healthz, /readyz and /metrics on the port that <see cref="ProbeOptions"/> says.</summary>
    /// <param name="alone">The process listens on nothing else.</param>
    public static WebApplicationBuilder AddProbes(this WebApplicationBuilder builder, bool alone = false)
    {
        var services = builder.Services;
        services.AddSettings<ProbeOptions>(ProbeOptions.Section);
        if (IsOff(builder.Configuration))
        {
            if (alone) services.Replace(ServiceDescriptor.Singleton<IServer, SilentServer>());
            return builder;
        }

        services.AddOptions<KestrelServerOptions>().Configure<IOptions<ProbeOptions>, IStartupValidator>((kestrel, options, validator) =>
        {
            // Kestrel is made before the host validates options, and would stop at the first fault of its own.
            validator.Validate();
            kestrel.AddServerHeader = false;
            ProbeListener.Listen(kestrel, options.Value);
        });
        services.AddSingleton<IStartupFilter, ProbePages>();
        // Nobody calls but those who look after the process, every few seconds; that is not worth a line each.
        if (alone) builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddPrometheusExporter());
        return builder;
    }

    // What is no number is told with the other faults, once options are read.
    private static bool IsOff(ConfigurationManager configuration) => int.TryParse(configuration[$"{ProbeOptions.Section}:{nameof(ProbeOptions.Port)}"], out var port) && port == 0;
}
