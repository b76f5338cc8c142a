using AttentionViz.Gateway.Tests.Fixtures;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.V1;
using Grpc.Core;

namespace AttentionViz.Gateway.Tests;

public sealed class WatchTests(GatewayHost host)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WatchJob_SeveralWatchers_SeeEveryEventOnceUntilTheEnd()
    {
        var job = await host.SubmitAsync();
        var record = (await host.Get<JobStore>().FindAsync(job.JobId))!;
        var watchers = new List<(AsyncServerStreamingCall<WatchJobResponse> Call, WatchJobResponse Snapshot)>();
        for (var i = 0; i < 3; i++)
        {
            var call = host.Jobs.WatchJob(new WatchJobRequest { JobId = job.JobId }, cancellationToken: Token);
            Assert.True(await call.ResponseStream.MoveNext(Token));
            watchers.Add((call, call.ResponseStream.Current));
        }

        await RunToEndAsync(record);

        foreach (var (call, snapshot) in watchers)
        {
            Assert.Equal(JobState.Queued, snapshot.Snapshot.State);
            Assert.Equal(snapshot.Snapshot.LastSequence, snapshot.Sequence);
            var events = await call.ReadAllAsync();
            Assert.Equal(Enumerable.Range(2, events.Count).Select(i => (long)i), events.Select(e => e.Sequence));
            Assert.Equal([JobState.Extracting, JobState.Projecting, JobState.Succeeded], events.Where(e => e.StateChange is not null).Select(e => e.StateChange.State));
            Assert.Equal(5, events.Count(e => e.Progress is not null));
            Assert.Equal((1, 0), events.Where(e => e.HeadReady is not null).Select(e => (e.HeadReady.Layer, e.HeadReady.Head)).Single());
        }
    }

    [Fact]
    public async Task WatchJob_BrokenAnywhere_ResumesWithoutGapsOrRepeats()
    {
        var job = await host.SubmitAsync();
        await RunToEndAsync((await host.Get<JobStore>().FindAsync(job.JobId))!);
        var last = (await host.Jobs.GetJobAsync(new GetJobRequest { JobId = job.JobId }, cancellationToken: Token)).Job.LastSequence;

        for (var after = 1L; after <= last; after++)
        {
            var messages = await host.Jobs.WatchJob(new WatchJobRequest { JobId = job.JobId, AfterSequence = after }, cancellationToken: Token).ReadAllAsync();
            Assert.Equal(last, messages[0].Snapshot.LastSequence);
            Assert.Equal(Enumerable.Range((int)after + 1, (int)(last - after)).Select(i => (long)i), messages.Skip(1).Select(e => e.Sequence));
        }
    }

    [Fact]
    public async Task WatchJob_Ended_SendsSnapshotAlone()
    {
        var job = await host.SubmitAsync();
        await host.Get<JobFlow>().FailAsync(job.JobId, new Failure { Reason = "BROKEN", Unit = JobUnit.Plan });
        var messages = await host.Jobs.WatchJob(new WatchJobRequest { JobId = job.JobId }, cancellationToken: Token).ReadAllAsync();
        var snapshot = Assert.Single(messages).Snapshot;
        Assert.Equal((JobState.Failed, "BROKEN"), (snapshot.State, snapshot.Failure.Reason));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(99)]
    public async Task WatchJob_SequenceOutOfRange_IsRefused(long after)
    {
        var job = await host.SubmitAsync();
        await Faults.AssertAsync(
            () => host.Jobs.WatchJob(new WatchJobRequest { JobId = job.JobId, AfterSequence = after }).ReadAllAsync(),
            StatusCode.InvalidArgument, "INVALID_REQUEST", "after_sequence", "has had 1 events");
    }

    [Fact]
    public async Task WatchJob_DeletedMeanwhile_EndsAsNotFound()
    {
        var job = await host.SubmitAsync();
        using var call = host.Jobs.WatchJob(new WatchJobRequest { JobId = job.JobId }, cancellationToken: Token);
        Assert.True(await call.ResponseStream.MoveNext(Token));
        await host.Get<JobStore>().DeleteAsync(job.JobId);
        await Faults.AssertAsync(() => call.ReadAllAsync(), StatusCode.NotFound, "JOB_NOT_FOUND");
    }

    [Fact]
    public async Task WatchJob_ServerStops_EndsAsUnavailable()
    {
        var own = new GatewayHost();
        await own.InitializeAsync();
        var job = await own.SubmitAsync();
        using var call = own.Jobs.WatchJob(new WatchJobRequest { JobId = job.JobId }, cancellationToken: Token);
        Assert.True(await call.ResponseStream.MoveNext(Token));

        var stopping = own.StopAsync();

        await Faults.AssertAsync(() => call.ReadAllAsync(), StatusCode.Unavailable, "SERVER_STOPPING", "after_sequence");
        await stopping;
        await own.DisposeAsync();
    }

    private async Task RunToEndAsync(JobRecord job)
    {
        var (jobs, progress, heads) = (host.Get<JobStore>(), host.Get<JobProgress>(), host.Get<HeadStore>());
        await jobs.TryMoveAsync(job.JobId, [JobState.Queued], JobState.Extracting);
        await progress.BeginAsync(job, Stage.Extracting, 40);
        for (var i = 0; i < 4; i++) await progress.ReportAsync(job, Stage.Extracting, $"{i}", 10);
        await jobs.TryMoveAsync(job.JobId, [JobState.Extracting], JobState.Projecting);
        await heads.WriteAsync(job, new HeadSummary { Layer = 1, Head = 0 }, []);
        await jobs.TryMoveAsync(job.JobId, [JobState.Projecting], JobState.Succeeded);
    }
}
