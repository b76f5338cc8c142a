using AttentionViz.Gateway.Tests.Fixtures;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Messages;
using AttentionViz.V1;
using MassTransit;

namespace AttentionViz.Gateway.Tests;

public sealed class FaultedUnitTests(GatewayHost host)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fault_UnitGivenUpByTheBus_FailsItsJob()
    {
        var job = await host.SubmitAsync();
        using var watch = host.Jobs.WatchJob(new WatchJobRequest { JobId = job.JobId }, cancellationToken: Token);
        Assert.True(await watch.ResponseStream.MoveNext(Token));

        await host.Get<IBus>().Publish<Fault<ExtractShard>>(new { Message = new ExtractShard(job.JobId, 3), Exceptions = Array.Empty<ExceptionInfo>() }, Token);

        var failure = (await watch.ReadAllAsync())[^1].StateChange.Failure;
        Assert.Equal(("UNIT_FAILED", JobUnit.Shard(3)), (failure.Reason, failure.Unit));
        Assert.StartsWith("shard 3 failed at every retry", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shard_ThatFailsAtEveryRetry_FailsItsJobWithTheShardsName()
    {
        var job = await host.SubmitAsync();
        using var watch = host.Jobs.WatchJob(new WatchJobRequest { JobId = job.JobId }, cancellationToken: Token);
        Assert.True(await watch.ResponseStream.MoveNext(Token));

        await host.Get<IBus>().Publish(ExtractShard.Of(JobPriority.Low, job.JobId, 4), Token);

        var failure = (await watch.ReadAllAsync())[^1].StateChange.Failure;
        Assert.Equal(("UNIT_FAILED", "shard 4"), (failure.Reason, failure.Unit));
        Assert.Contains("shard 4 failed at every retry", failure.Message, StringComparison.Ordinal);
    }
}
