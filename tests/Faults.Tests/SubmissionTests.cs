using AttentionViz.Testing;
using AttentionViz.V1;
using Grpc.Core;

namespace AttentionViz.Faults.Tests;

/// <summary>What lies between a job that is written and its message.</summary>
public sealed class SubmissionTests(SharedDeployment shared) : FaultTest(shared)
{
    [Fact]
    public async Task Submit_WithoutRabbitMq_IsRefusedSoonAndLeavesNothing()
    {
        var (deployment, undisturbed) = await ReadyAsync();
        var corpus = await deployment.CorpusAsync(Stop);
        var before = await StoreKeys.AllAsync(deployment);
        await deployment.KillAsync(Victim.RabbitMq);
        var request = new SubmitJobRequest { Spec = Sample.Spec(corpus.CorpusId), RequestId = $"{Guid.NewGuid()}" };

        // A deadline would be DEADLINE_EXCEEDED.
        var refusal = await Assert.ThrowsAsync<RpcException>(
            async () => await deployment.Gateway.Jobs.SubmitJobAsync(request, deadline: TimeProvider.System.GetUtcNow().AddMinutes(1).UtcDateTime, cancellationToken: Stop));

        Assert.Equal(StatusCode.Unavailable, refusal.StatusCode);
        Assert.Equal("BUS_UNAVAILABLE", refusal.GetRpcStatus()?.GetDetail<Google.Rpc.ErrorInfo>()?.Reason);
        Assert.DoesNotContain(await StoreKeys.AllAsync(deployment), key => !before.Contains(key) && !StoreKeys.IsShared(key) && !key.Contains(corpus.CorpusId, StringComparison.Ordinal));
        await deployment.RestartAsync(Victim.RabbitMq);
        Job? job = null;
        await Eventually.HoldsAsync(async () => (job = await TrySubmitAsync(deployment, request)) is not null, "the gateway takes jobs again", Deployment.Patience, deployment.Logs, Stop);
        await using var run = JobRun.Of(deployment, before, job!);
        await run.EndsLikeAsync(undisturbed);
    }

    [Fact]
    public async Task Job_WhoseMessageIsLost_IsAskedForAgain()
    {
        var (deployment, undisturbed) = await ReadyAsync();
        foreach (var extractor in deployment.Extractors) await extractor.Process.KillAsync();
        await using var run = await JobRun.StartAsync(deployment);
        await using (var queues = await Queues.OpenAsync(deployment))
        {
            await Eventually.HoldsAsync(async () => await queues.PurgeAsync("plan-job-normal") > 0, "its message waits", Deployment.Patience, deployment.Logs, Stop);
        }

        foreach (var extractor in deployment.Extractors) await extractor.Process.StartAsync();

        await run.EndsLikeAsync(undisturbed);
    }

    private static async Task<Job?> TrySubmitAsync(Deployment deployment, SubmitJobRequest request)
    {
        try
        {
            return (await deployment.Gateway.Jobs.SubmitJobAsync(request, cancellationToken: Stop)).Job;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable)
        {
            return null;
        }
    }
}
