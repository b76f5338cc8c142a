using AttentionViz.Projector.Consumers;
using AttentionViz.Testing;
using AttentionViz.V1;

namespace AttentionViz.EndToEnd.Tests;

/// <summary>Who goes first, and what a cancellation waits for, while projectors are busy.</summary>
[Collection(SharedPlatform.Name)]
public sealed class PriorityTests(Platform platform)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private HeadGate Gate => platform.Get<HeadGate>();

    [Fact]
    public async Task SubmitJob_High_ItsHeadsGoBeforeThoseOfANormalJobThatWaited()
    {
        var (one, rest) = (new TaskCompletionSource(), new TaskCompletionSource());
        var held = Enumerable.Range(0, Gate.Offered - 1).Select(slot => Gate.RunAsync(JobPriority.High, () => (slot == 0 ? one : rest).Task, Stop)).ToList();
        try
        {
            var normal = await SubmitAsync(JobPriority.Normal);
            await WaitForAsync(normal, Math.Min(4, Gate.Offered));
            var high = await SubmitAsync(JobPriority.High);
            await WaitForAsync(high, 2 * Math.Min(4, Gate.Offered));

            one.SetResult();
            var (first, second) = (await ReadyAsync(high), await ReadyAsync(normal));

            Assert.Equal((4, 4), (first.Count, second.Count));
            Assert.True(first.Max() <= second.Min(), $"high {string.Join(", ", first)}; normal {string.Join(", ", second)}");
        }
        finally
        {
            one.TrySetResult();
            rest.SetResult();
            await Task.WhenAll(held);
        }
    }

    [Fact]
    public async Task CancelJob_ItsUnitsWaitBehindOthers_EndsAtOnce()
    {
        var busy = new TaskCompletionSource();
        var held = Enumerable.Range(0, Gate.Offered - 1).Select(_ => Gate.RunAsync(JobPriority.High, () => busy.Task, Stop)).ToList();
        try
        {
            var jobId = await SubmitAsync(JobPriority.Normal);
            await WaitForAsync(jobId, 1);

            var cancelled = (await platform.Jobs.CancelJobAsync(new CancelJobRequest { JobId = jobId }, cancellationToken: Stop)).Job;

            Assert.Equal(JobState.Cancelled, cancelled.State);
            await platform.Jobs.DeleteJobAsync(new DeleteJobRequest { JobId = jobId }, cancellationToken: Stop);
        }
        finally
        {
            busy.SetResult();
            await Task.WhenAll(held);
        }
    }

    private async Task<string> SubmitAsync(JobPriority priority)
    {
        var spec = new JobSpec { ModelId = "mini-bert", Layers = { 0 }, Priority = priority, Maps = { new MapSpec { Method = MapMethod.Pca, Dimensions = 2 } } };
        return (await platform.SubmitAsync(spec, PlatformCalls.Inline("one two three\nfour five six\n"), Stop)).JobId;
    }

    private Task WaitForAsync(string jobId, int waiting) => Eventually.HoldsAsync(
        async () => Gate.Waiting >= waiting && (await platform.Jobs.GetJobAsync(new GetJobRequest { JobId = jobId })).Job.State == JobState.Projecting,
        $"{waiting} heads wait", Stop);

    /// <summary>When each head of a job was ready.</summary>
    private async Task<List<DateTimeOffset>> ReadyAsync(string jobId) =>
        [.. (await platform.WatchAsync(jobId, 1, Stop)).Where(e => e.HeadReady is not null).Select(e => e.Time.ToDateTimeOffset())];
}
