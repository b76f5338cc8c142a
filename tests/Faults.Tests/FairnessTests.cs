using AttentionViz.V1;

namespace AttentionViz.Faults.Tests;

/// <summary>A huge job and a small one.</summary>
public sealed class FairnessTests(SharedDeployment shared) : FaultTest(shared)
{
    [Fact]
    public async Task SmallJob_BehindAHugeOneOfTheSamePriority_EndsWhileThatIsStillExtracting()
    {
        var (deployment, _) = await ReadyAsync();
        var corpus = await Sample.UploadAsync(deployment.Gateway, Stop, sequences: 500, times: 12);
        await using var huge = await JobRun.StartAsync(deployment, new SubmitJobRequest { Spec = Sample.Spec(corpus.CorpusId) });
        await huge.ExtractingAsync(0.02);

        await using (var small = await JobRun.StartAsync(deployment, Sample.Small())) await small.SucceedsAsync();

        var job = await huge.JobAsync();
        Assert.Equal(JobState.Extracting, job.State);
        await deployment.Gateway.Jobs.CancelJobAsync(new CancelJobRequest { JobId = huge.Id }, cancellationToken: Stop);
        Assert.Equal(JobState.Cancelled, (await huge.Watcher.EndAsync(deployment.Logs, Stop)).State);
        await huge.DeleteAsync();
    }
}
