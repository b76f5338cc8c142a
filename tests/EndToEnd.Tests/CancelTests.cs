using System.Diagnostics;
using AttentionViz.Testing;
using AttentionViz.V1;

namespace AttentionViz.EndToEnd.Tests;

/// <summary>Cancelling a large job while its workers are at it.</summary>
[Collection(SharedPlatform.Name)]
public sealed class CancelTests(Platform platform)
{
    // What is asked for is 2 s, which bench/Jobs measures; here other tests have the processor too.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(15);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(JobState.Extracting)]
    [InlineData(JobState.Projecting)]
    public async Task CancelJob_LargeJobUnderWay_StopsItsWorkersAndLeavesAReadableRecord(JobState when)
    {
        var text = string.Concat(Enumerable.Range(0, 6000).Select(i => $"the {i} birds sang of the red river and the {i % 7} stones in it\n"));
        var spec = new JobSpec { ModelId = "mini-gpt", TokenBudget = when == JobState.Projecting ? 20_000 : 500 };
        var job = await platform.SubmitAsync(spec, PlatformCalls.Inline(text), Stop);
        await Eventually.HoldsAsync(async () => (await GetAsync(job.JobId)).State == when, $"the job is {when}", Stop);

        var asked = Stopwatch.GetTimestamp();
        await platform.Jobs.CancelJobAsync(new CancelJobRequest { JobId = job.JobId }, cancellationToken: Stop);
        var events = await platform.WatchAsync(job.JobId, 1, Stop);
        var took = Stopwatch.GetElapsedTime(asked);
        TestContext.Current.TestOutputHelper?.WriteLine($"cancelled in {when} after {took.TotalSeconds:0.000} s; 2 s are asked for");

        Assert.Equal(JobState.Cancelled, events[^1].StateChange.State);
        Assert.True(took < Bound, $"{took}");
        var ended = await GetAsync(job.JobId);
        Assert.Equal((JobState.Cancelled, events[^1].Sequence), (ended.State, ended.LastSequence));
        Assert.NotNull(ended.ExpireTime);
        Assert.All(ended.Stages, s => Assert.Null(s.Remaining));
    }

    private async Task<Job> GetAsync(string jobId) => (await platform.Jobs.GetJobAsync(new GetJobRequest { JobId = jobId }, cancellationToken: Stop)).Job;
}
