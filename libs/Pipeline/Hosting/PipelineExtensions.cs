using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Atlases.Statistics;
using AttentionViz.Pipeline.Corpora;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Jobs.Rates;
using AttentionViz.Pipeline.Models;
using AttentionViz.Pipeline.Observability;
using AttentionViz.Pipeline.Placing;
using AttentionViz.Pipeline.Probes;
using AttentionViz.Pipeline.Store;
using AttentionViz.Pipeline.Tenants;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Hosting;

/// <summary>What every service has in common: store, bus, telemetry.</summary>
public static class PipelineExtensions
{
    // Long enough for a store or model file that is briefly out of reach; a fault that stays ends the job.
    private static readonly TimeSpan[] RetryAfter = [TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5)];

    /// <summary>
    /// Adds the store, the bus with <paramref name="consumers"/> and telemetry. Called once for each
    /// process, with the consumers of every service that runs in it.
    /// </summary>
    public static IHostApplicationBuilder AddPipeline(this IHostApplicationBuilder builder, params Action<IBusRegistrationConfigurator>[] consumers)
    {
        SpareThreads();
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        ScrubbedLogs.AddTo(services);
        services.AddOptions<StoreOptions>().BindConfiguration("Store").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<BusOptions>().BindConfiguration("Bus").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IConnectionMultiplexer>(s => Connect(s.GetRequiredService<IOptions<StoreOptions>>().Value.Redis));
        services.AddSingleton<CorpusStore>().AddSingleton<ModelCatalog>().AddSingleton<TenantAccounts>();
        services.AddSingleton<JobStore>().AddSingleton<JobEvents>().AddSingleton<JobProgress>().AddSingleton<JobFlow>()
            .AddSingleton<JobStops>().AddSingleton<UnitRunner>().AddSingleton<RateStore>();
        services.AddSingleton<PlanStore>().AddSingleton<TokenStore>().AddSingleton<ImageStore>().AddSingleton<VectorStore>()
            .AddSingleton<StatisticsStore>().AddSingleton<HeadStore>().AddSingleton<VersionStore>().AddSingleton<ReusedVectors>();
        services.AddSingleton<PlacingStore>().AddSingleton<PlacingResults>().AddSingleton<PlacingRunner>();
        services.AddMassTransit(bus =>
        {
            // MassTransit reports its use to its makers unless told not to.
            bus.DisableUsageTelemetry();
            bus.SetKebabCaseEndpointNameFormatter();
            bus.AddConfigureEndpointsCallback((_, endpoint) => endpoint.UseMessageRetry(retry => retry.Intervals(RetryAfter)));
            foreach (var add in consumers) add(bus);
            var rabbitMq = builder.Configuration["Bus:RabbitMq"];
            if (string.IsNullOrEmpty(rabbitMq)) bus.UsingInMemory((context, transport) => UseInMemory(context, transport));
            else bus.UsingRabbitMq((context, transport) => UseRabbitMq(context, transport, rabbitMq));
        });
        services.AddHealthChecks().AddCheck<StoreHealthCheck>("store", tags: [StoreHealthCheck.ReadyTag]);
        builder.AddTelemetry();
        return builder;
    }

    /// <summary>
    /// Consumers compute on the pool's threads, for seconds on end. Without spare ones, calls and small messages beside them wait until
    /// the pool grows, which it does by a thread in half a second: 1 to 4 s at the moment a job began to project, measured.
    /// </summary>
    private static void SpareThreads()
    {
        ThreadPool.GetMinThreads(out var workers, out var ports);
        ThreadPool.SetMinThreads(Math.Max(workers, (4 * Environment.ProcessorCount) + 8), ports);
    }

    private static ConnectionMultiplexer Connect(string redis)
    {
        ConfigurationOptions options;
        try
        {
            options = ConfigurationOptions.Parse(redis);
        }
        catch (ArgumentException)
        {
            // What cannot be read may be the half of a password with a comma in it.
            throw new InvalidOperationException("Store:Redis cannot be read; give host:port, then settings such as password=..., with commas between");
        }

        return ConnectionMultiplexer.Connect(options);
    }

    private static void UseInMemory(IBusRegistrationContext context, IInMemoryBusFactoryConfigurator transport)
    {
        transport.UseTraces();
        transport.ConfigureEndpoints(context);
    }

    private static void UseRabbitMq(IBusRegistrationContext context, IRabbitMqBusFactoryConfigurator transport, string address)
    {
        transport.Host(new Uri(address));
        transport.UseTraces();
        transport.ConfigureEndpoints(context);
    }
}
