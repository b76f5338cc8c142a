using System.Collections.Concurrent;
using AttentionViz.Pipeline.Hosting;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Messages;
using AttentionViz.Pipeline.Workers;
using AttentionViz.Testing;
using AttentionViz.V1;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AttentionViz.Pipeline.Tests;

/// <summary>A store and a bus, with what was published, for tests of the steps of a job.</summary>
public abstract class JobFlowTest : IAsyncLifetime
{
    private readonly GarnetFixture _garnet = new();
    private IHost? _host;

    private protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Messages that ask for shards and heads, in the order they went out.</summary>
    private protected ConcurrentQueue<object> Published { get; } = new();

    private protected T Get<T>() where T : notnull => _host!.Services.GetRequiredService<T>();

    private protected JobFlow Flow => Get<JobFlow>();

    private protected JobStore Jobs => Get<JobStore>();

    private protected StageFeed Feed => Get<StageFeed>();

    private protected WorkerSlots Slots => Get<WorkerSlots>();

    private protected IPublishEndpoint Bus => Get<IBus>();

    public async ValueTask InitializeAsync()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["Store:Redis"] = _garnet.Configuration;
        builder.AddPipeline(bus =>
        {
            bus.AddHandler((ExtractShard m) => Keep(m));
            bus.AddHandler((ProjectHead m) => Keep(m));
        });
        _host = builder.Build();
        await _host.StartAsync(Stop);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_host is not null) await _host.StopAsync(CancellationToken.None);
        _host?.Dispose();
        _garnet.Dispose();
    }

    private Task Keep(object message)
    {
        Published.Enqueue(message);
        return Task.CompletedTask;
    }

    private protected static JobRecord NewJob() => new(
        Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString("n"),
        new JobSpec { ModelId = "m", CorpusId = "c", RetainVectors = true },
        new Model { ModelId = "m", Layers = { new AttentionLayer { Heads = 2, KeyHeads = 2, HeadWidth = 4, KeyHeadOf = { 0, 1 } } } },
        new Corpus { CorpusId = "c" }, TimeSpan.FromHours(1), TimeProvider.System.GetUtcNow());

    private protected async Task<JobRecord> PlannedJobAsync(int shards)
    {
        var job = NewJob();
        await Jobs.CreateAsync(job, "");
        await Flow.PlannedAsync(job, shards, Bus, Stop);
        return job;
    }

    /// <summary>Messages of one kind, once there are at least that many; fails when there are more.</summary>
    private protected async Task<List<T>> PublishedAsync<T>(int count)
    {
        await Eventually.HoldsAsync(() => Task.FromResult(Published.OfType<T>().Count() >= count), $"{count} {typeof(T).Name} were published", Stop);
        var all = Published.OfType<T>().ToList();
        Assert.Equal(count, all.Count);
        return all;
    }
}
