using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Store;
using AttentionViz.Testing;
using AttentionViz.V1;
using StackExchange.Redis;

namespace AttentionViz.Faults.Tests;

/// <summary>A unit that takes its worker down whenever it is begun.</summary>
public sealed class PoisonTests(SharedDeployment shared) : FaultTest(shared)
{
    private const int MostKills = 20;

    [Fact]
    public async Task Unit_WhoseWorkerDiesEveryTime_EndsItsJobAndNoOther()
    {
        var (deployment, _) = await ReadyAsync();
        await using var redis = await deployment.ConnectAsync();
        // One projector, so that whoever begins the unit is known.
        var (projector, idle) = (deployment.Projectors[0].Process, deployment.Projectors[1].Process);
        await idle.KillAsync();
        await using var poisoned = await JobRun.StartAsync(deployment, new SubmitJobRequest { Spec = await LongHeadAsync(deployment) });
        JobRun? other = null;

        var kills = 0;
        for (; kills < MostKills && await BegunAsync(redis, deployment, poisoned); kills++)
        {
            await projector.KillAsync();
            other ??= await JobRun.StartAsync(deployment, Sample.Small());
            await projector.StartAsync();
        }

        Assert.InRange(kills, 2, MostKills - 1);
        await using (other)
        {
            await other!.SucceedsAsync();
        }

        var failure = await poisoned.FailsAsync("WORKERS_LOST");
        Assert.Equal(JobUnit.Head(2, 1), failure.Unit);
        Assert.Contains("worker", failure.Message, StringComparison.Ordinal);

        await using var queues = await Queues.OpenAsync(deployment);
        foreach (var queue in new[] { "dead-letter", "project-head-normal" })
            await Eventually.HoldsAsync(async () => await queues.WaitingAsync(queue) == 0, $"{queue} is empty", Deployment.Patience, deployment.Logs, Stop);
    }

    /// <summary>True once a worker is at the unit that was not at it before; false when the job has ended.</summary>
    private static async Task<bool> BegunAsync(ConnectionMultiplexer redis, Deployment deployment, JobRun run)
    {
        var lease = Keys.UnitLease(run.Id, JobUnit.Head(2, 1));
        var left = await redis.GetDatabase().KeyTimeToLiveAsync(lease) ?? TimeSpan.Zero;
        await Eventually.HoldsAsync(
            async () => run.Watcher.End is not null || await redis.GetDatabase().KeyTimeToLiveAsync(lease) > left, "the unit begins or the job ends", Deployment.Patience, deployment.Logs, Stop);
        return run.Watcher.End is null;
    }

    /// <summary>A job of one head that lasts longer than it takes to kill its worker.</summary>
    private static async Task<JobSpec> LongHeadAsync(Deployment deployment)
    {
        var spec = Sample.Spec((await deployment.CorpusAsync(Stop)).CorpusId);
        spec.Heads.Add(new HeadRef { Layer = 2, Head = 1 });
        spec.TokenBudget = 3000;
        spec.Tsne = new TsneParameters { Perplexity = 50, MaxIterations = 5000 };
        return spec;
    }
}
