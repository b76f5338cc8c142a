using AttentionViz.Pipeline.Messages;
using AttentionViz.Testing;
using AttentionViz.V1;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace AttentionViz.Faults.Tests;

/// <summary>Messages that come more than once, too early, too late and in any order.</summary>
public sealed class MessageTests(SharedDeployment shared) : FaultTest(shared)
{
    private const int Seed = 4;

    private static readonly string[] Queues = ["plan-job-normal", "extract-shard-normal", "project-head-normal"];

    [Fact]
    public async Task Messages_TwiceEarlyLateAndShuffled_ChangeNothing()
    {
        var (deployment, undisturbed) = await ReadyAsync();
        await using var bus = await TestBus.StartAsync(deployment, Stop);
        var random = new Random(Seed);
        await using var run = await JobRun.StartAsync(deployment);

        // Before anything is planned, while shards are extracted, and while heads are projected: all there are, and twice.
        foreach (var reached in new Func<Task>[] { () => Task.CompletedTask, () => run.ExtractingAsync(0.3), () => run.ProjectingAsync(4) })
        {
            await reached();
            await bus.PublishAsync(Shuffled(run.Id, random), Stop);
        }

        Assert.Equal(JobState.Succeeded, (await run.Watcher.EndAsync(deployment.Logs, Stop)).State);
        // After its end, and all of them taken by workers that are asked to end: nothing is still in hand.
        await bus.PublishAsync(Shuffled(run.Id, random), Stop);
        await EmptyAsync(deployment);
        foreach (var worker in deployment.Workers) Assert.Equal(0, await worker.Process.TerminateAsync(Stop));
        await run.EndsLikeAsync(undisturbed);

        // And of a job that is gone.
        await deployment.MendAsync();
        await bus.PublishAsync(Shuffled(run.Id, random), Stop);
        await EmptyAsync(deployment);
        foreach (var worker in deployment.Workers) Assert.Equal(0, await worker.Process.TerminateAsync(Stop));
        Assert.DoesNotContain(await StoreKeys.AllAsync(deployment), key => key.Contains(run.Id, StringComparison.Ordinal));
    }

    private static async Task EmptyAsync(Deployment deployment)
    {
        await using var queues = await Faults.Tests.Queues.OpenAsync(deployment);
        foreach (var queue in Queues)
            await Eventually.HoldsAsync(async () => await queues.WaitingAsync(queue) == 0, $"{queue} is empty", Deployment.Patience, deployment.Logs, Stop);
    }

    private static object[] Shuffled(string jobId, Random random)
    {
        var messages = new List<object> { PlanJob.Of(JobPriority.Normal, jobId) };
        messages.AddRange(Enumerable.Range(0, Sample.Shards).Select(shard => ExtractShard.Of(JobPriority.Normal, jobId, shard)));
        messages.AddRange(Enumerable.Range(0, Sample.Heads).Select(head => ProjectHead.Of(JobPriority.Normal, jobId, head / 4, head % 4)));
        var twice = messages.Concat(messages).ToArray();
        random.Shuffle(twice);
        return twice;
    }

    /// <summary>A bus of the test's own, beside those of the services.</summary>
    private sealed class TestBus(ServiceProvider services) : IAsyncDisposable
    {
        public static async Task<TestBus> StartAsync(Deployment deployment, CancellationToken stop)
        {
            var services = new ServiceCollection().AddLogging().AddMassTransit(bus =>
            {
                bus.DisableUsageTelemetry();
                bus.UsingRabbitMq((_, transport) => transport.Host(new Uri(deployment.BusAddress)));
            }).BuildServiceProvider();
            await services.GetRequiredService<IBusControl>().StartAsync(stop);
            return new TestBus(services);
        }

        public async Task PublishAsync(IEnumerable<object> messages, CancellationToken stop)
        {
            var bus = services.GetRequiredService<IBus>();
            foreach (var message in messages) await bus.Publish(message, stop);
        }

        public async ValueTask DisposeAsync()
        {
            using var late = new CancellationTokenSource(Deployment.Patience);
            await services.GetRequiredService<IBusControl>().StopAsync(late.Token);
            await services.DisposeAsync();
        }
    }
}
