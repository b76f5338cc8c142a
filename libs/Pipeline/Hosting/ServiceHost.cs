using AttentionViz.Pipeline.Bus;
using AttentionViz.Pipeline.Workers;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AttentionViz.Pipeline.Hosting;

/// <summary>A service that is a process of its own.</summary>
public static class ServiceHost
{
    // For what is under way beside units: the bus and connections.
    private static readonly TimeSpan ToStop = TimeSpan.FromMinutes(1);

    /// <summary><see cref="PipelineExtensions.AddPipeline"/> for one service among several: they reach one another over RabbitMQ alone.</summary>
    public static IHostApplicationBuilder AddService(this IHostApplicationBuilder builder, Action<IBusRegistrationConfigurator> consumers)
    {
        builder.AddPipeline(consumers);
        builder.Services.AddSingleton<IValidateOptions<BusOptions>, NeedsRabbitMq>();
        return builder;
    }

    /// <summary>The same for a worker, which ends the units it is at before it stops.</summary>
    public static IHostApplicationBuilder AddWorker(this IHostApplicationBuilder builder, Action<IBusRegistrationConfigurator> consumers)
    {
        builder.AddService(consumers);
        builder.Services.AddOptions<HostOptions>().Configure<IServiceProvider>((host, services) => host.ShutdownTimeout = UnitTimeout(services) + ToStop);
        builder.Services.AddOptions<MassTransitHostOptions>().Configure<IServiceProvider>(
            (bus, services) => (bus.StopTimeout, bus.ConsumerStopTimeout) = (UnitTimeout(services) + ToStop, UnitTimeout(services) + (ToStop / 2)));
        return builder;
    }

    /// <summary>Builds the service and runs it until the process is told to stop. The exit code: 0, or 78 after telling every setting that is wrong.</summary>
    /// <param name="map">What is done to the application before it runs.</param>
    public static async Task<int> RunServiceAsync(this WebApplicationBuilder builder, Action<WebApplication>? map = null)
    {
        ILogger? log = null;
        try
        {
            // Making it already looks at some of the settings.
            var app = builder.Build();
            // A host that has failed takes its services with it.
            log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(builder.Environment.ApplicationName);
            map?.Invoke(app);
            app.Services.GetService<IStartupValidator>()?.Validate();
            await app.RunAsync();
            return 0;
        }
        catch (Exception e) when (Settings.FaultsOf(e) is { } faults)
        {
            await Console.Error.WriteLineAsync($"{builder.Environment.ApplicationName} cannot start with these settings (in the environment write __ for :):");
            foreach (var fault in faults) await Console.Error.WriteLineAsync($"  - {Scrub.Text(fault)}");
            return 78;
        }
        catch (Exception e) when (log is not null)
        {
            log.LogCannotRun(e);
            return 1;
        }
    }

    // The host asks for this while it is made; that settings are wrong is told afterwards, of all of them at once.
    private static TimeSpan UnitTimeout(IServiceProvider services)
    {
        try
        {
            return services.GetRequiredService<IOptions<WorkerOptions>>().Value.UnitTimeout;
        }
        catch (OptionsValidationException)
        {
            return new WorkerOptions().UnitTimeout;
        }
    }

    private sealed class NeedsRabbitMq : IValidateOptions<BusOptions>
    {
        public ValidateOptionsResult Validate(string? name, BusOptions options) => options.IsDistributed
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("Bus:RabbitMq is not set; give RabbitMQ's address, such as amqp://user:password@rabbitmq:5672/ ('attentionviz serve' runs everything in one process without it)");
    }
}

internal static partial class ServiceLog
{
    [LoggerMessage(40, LogLevel.Critical, "The service cannot run")]
    public static partial void LogCannotRun(this ILogger logger, Exception exception);
}
