using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Atlases.Statistics;
using AttentionViz.Pipeline.Bus;
using AttentionViz.Pipeline.Corpora;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Jobs.Rates;
using AttentionViz.Pipeline.Models;
using AttentionViz.Pipeline.Observability;
using AttentionViz.Pipeline.Placing;
using AttentionViz.Pipeline.Probes;
using AttentionViz.Pipeline.Store;
using AttentionViz.Pipeline.Tenants;
using AttentionViz.Pipeline.Workers;
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
    // Long enough for a model file that is briefly out of reach; a fault that stays ends the job. Of store and bus see UnitRunner.
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
        services.AddSettings<StoreOptions>(StoreOptions.Section).AddSettings<BusOptions>(BusOptions.Section).AddSettings<WorkerOptions>(WorkerOptions.Section);
        services.AddSingleton<IConnectionMultiplexer>(s => RedisHost.Connect(s.GetRequiredService<IOptions<StoreOptions>>().Value));
        services.AddSingleton<CorpusStore>().AddSingleton<ModelCatalog>().AddSingleton<TenantAccounts>();
        services.AddSingleton<JobStore>().AddSingleton<JobEvents>().AddSingleton<JobProgress>().AddSingleton<JobFlow>()
            .AddSingleton<JobStops>().AddSingleton<OpenUnits>().AddSingleton<LostUnits>().AddSingleton<StageFeed>().AddSingleton<WorkerSlots>().AddSingleton<UnitLeases>().AddSingleton<UnitLimits>()
            .AddSingleton<UnitRunner>().AddSingleton<RateStore>();
        services.AddSingleton<PlanStore>().AddSingleton<TokenStore>().AddSingleton<ImageStore>().AddSingleton<VectorStore>()
            .AddSingleton<StatisticsStore>().AddSingleton<HeadStore>().AddSingleton<VersionStore>().AddSingleton<ReusedVectors>();
        services.AddSingleton<PlacingStore>().AddSingleton<PlacingResults>().AddSingleton<PlacingRunner>();
        services.AddMassTransit(bus =>
        {
            // MassTransit reports its use to its makers unless told not to.
            bus.DisableUsageTelemetry();
            bus.SetKebabCaseEndpointNameFormatter();
            bus.AddConfigureEndpointsCallback((_, name, endpoint) =>
            {
                endpoint.UseMessageRetry(retry => retry.Intervals(RetryAfter));
                // What is given up is told by a Fault message, and by the log; a queue of what nobody reads would only grow.
                endpoint.DiscardFaultedMessages();
                endpoint.DiscardSkippedMessages();
                if (endpoint is IRabbitMqReceiveEndpointConfigurator queue) RabbitMqHost.ConfigureQueue(queue, name);
            });
            foreach (var add in consumers) add(bus);
            if (string.IsNullOrEmpty(builder.Configuration["Bus:RabbitMq"])) bus.UsingInMemory(UseInMemory);
            else bus.UsingRabbitMq((context, transport) => UseRabbitMq(context, transport));
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

    private static void UseRabbitMq(IBusRegistrationContext context, IRabbitMqBusFactoryConfigurator transport)
    {
        RabbitMqHost.Configure(transport, context.GetRequiredService<IOptions<BusOptions>>().Value);
        transport.UseTraces();
        transport.ConfigureEndpoints(context);
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
