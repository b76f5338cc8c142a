using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Messages;
using AttentionViz.Pipeline.Store;
using AttentionViz.Pipeline.Workers;
using AttentionViz.Testing;
using AttentionViz.V1;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Tests;

/// <summary>Steps of a job when messages come twice, late, at once, or are lost.</summary>
public sealed class JobFlowTests : JobFlowTest
{
    [Fact]
    public async Task Extracted_TheLastShardsAtOnce_OpensEachHeadOnce()
    {
        var job = await PlannedJobAsync(shards: 8);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(s => Flow.DoneAsync(job, JobUnit.Shard(s), Bus, Stop)));

        await PublishedAsync<ProjectHead>(2);
        Assert.Equal(JobState.Projecting, await Jobs.StateAsync(job.JobId));
    }

    [Fact]
    public async Task AskAgain_AfterTheHeadsMessagesWereLost_AsksForTheOpenHeads()
    {
        var job = await PlannedJobAsync(shards: 1);
        await Flow.DoneAsync(job, JobUnit.Shard(0), Bus, Stop);
        await PublishedAsync<ProjectHead>(2);
        await Flow.DoneAsync(job, JobUnit.Head(0, 1), Bus, Stop);

        await Feed.AskAgainAsync(job, Bus, Stop);

        var asked = await PublishedAsync<ProjectHead>(3);
        Assert.Equal(new ProjectHead(job.JobId, 0, 0), asked[^1]);
    }

    [Fact]
    public async Task AskAgain_WhileShardsRun_AsksOnlyForThoseThatWait()
    {
        var job = await PlannedJobAsync(shards: 3);
        await PublishedAsync<ExtractShard>(3);
        await Flow.DoneAsync(job, JobUnit.Shard(1), Bus, Stop);
        await Flow.BeginAsync(job.JobId, JobUnit.Shard(2));

        await Feed.AskAgainAsync(job, Bus, Stop);

        var asked = await PublishedAsync<ExtractShard>(4);
        Assert.Equal(0, asked[^1].Shard);
    }

    [Theory]
    [InlineData(0, StageFeed.Least)]
    [InlineData(10, 10 * StageFeed.PerSlot)]
    public async Task Planned_MoreShardsThanTheWindow_AsksForAsManyAsItHolds(int slots, int window)
    {
        if (slots > 0) await Slots.AnnounceAsync(WorkerKind.Extractor, "worker", slots);
        await PlannedJobAsync(shards: 1000);

        var asked = await PublishedAsync<ExtractShard>(window);
        Assert.Equal(Enumerable.Range(0, window), asked.Select(m => m.Shard).Order());
    }

    [Fact]
    public async Task Extracted_MoreShardsThanTheWindow_AsksForTheNextAsEachEndsAndForNoneTwice()
    {
        const int Shards = 3 * StageFeed.Least;
        var job = await PlannedJobAsync(Shards);
        await PublishedAsync<ExtractShard>(StageFeed.Least);

        await Parallel.ForAsync(0, Shards - 1, Stop, async (shard, stop) =>
        {
            // Not before it was asked for.
            await Eventually.HoldsAsync(() => Task.FromResult(Published.OfType<ExtractShard>().Any(m => m.Shard == shard)), $"shard {shard} was asked for", stop);
            Assert.Equal(UnitStart.Begun, await Flow.BeginAsync(job.JobId, JobUnit.Shard(shard)));
            await Flow.DoneAsync(job, JobUnit.Shard(shard), Bus, stop);
        });

        Assert.Equal(Enumerable.Range(0, Shards), (await PublishedAsync<ExtractShard>(Shards)).Select(m => m.Shard).Order());
        Assert.Empty(Published.OfType<ProjectHead>());
        await Flow.DoneAsync(job, JobUnit.Shard(Shards - 1), Bus, Stop);
        await PublishedAsync<ProjectHead>(2);
    }

    [Fact]
    public async Task Begin_AUnitThatWasNotAskedForYet_ChangesNothing()
    {
        var job = await PlannedJobAsync(shards: StageFeed.Least + 1);

        Assert.Equal(UnitStart.Settled, await Flow.BeginAsync(job.JobId, JobUnit.Shard(StageFeed.Least), again: true));
        await Flow.ResumeAsync(job, Bus, Stop);

        Assert.Equal(JobState.Extracting, await Jobs.StateAsync(job.JobId));
        await PublishedAsync<ExtractShard>(StageFeed.Least);
    }

    [Fact]
    public async Task Begin_AUnitThatAnotherIsAt_IsLeftToItUnlessTheMessageCameAgain()
    {
        var job = await PlannedJobAsync(shards: 2);
        var lost = Get<LostUnits>();
        Assert.Equal(UnitStart.Begun, await Flow.BeginAsync(job.JobId, JobUnit.Shard(0)));

        Assert.Equal(UnitStart.Busy, await Flow.BeginAsync(job.JobId, JobUnit.Shard(0)));
        Assert.Equal(0, await lost.CountAsync(job.JobId, JobUnit.Shard(0)));
        Assert.Equal(UnitStart.Begun, await Flow.BeginAsync(job.JobId, JobUnit.Shard(0), again: true));
        Assert.Equal(1, await lost.CountAsync(job.JobId, JobUnit.Shard(0)));
    }

    [Fact]
    public async Task Projected_EveryHeadTwice_SucceedsOnceAndStaysSo()
    {
        var job = await PlannedJobAsync(shards: 1);
        await Flow.DoneAsync(job, JobUnit.Shard(0), Bus, Stop);
        foreach (var head in new[] { 0, 0, 1, 1 }) await Flow.DoneAsync(job, JobUnit.Head(0, head), Bus, Stop);

        Assert.Equal(JobState.Succeeded, await Jobs.StateAsync(job.JobId));
        Assert.False(await Flow.FailAsync(job.JobId, new Failure { Message = "late" }));
        Assert.Equal(1, await CountStatesAsync(job, JobState.Succeeded));
    }

    [Fact]
    public async Task Cancel_WhileShardsRun_WaitsForThoseAloneThatWorkersAreAt()
    {
        var job = await PlannedJobAsync(shards: 5);
        foreach (var shard in new[] { 1, 3 }) Assert.Equal(UnitStart.Begun, await Flow.BeginAsync(job.JobId, JobUnit.Shard(shard)));

        await Flow.CancelAsync(job.JobId);
        await Flow.AbandonAsync(job.JobId, JobUnit.Shard(1));
        Assert.Equal(JobState.Cancelling, await Jobs.StateAsync(job.JobId));
        Assert.Equal(UnitStart.Cancelled, await Flow.BeginAsync(job.JobId, JobUnit.Shard(0)));
        await Flow.AbandonAsync(job.JobId, JobUnit.Shard(3));

        Assert.Equal(JobState.Cancelled, await Jobs.StateAsync(job.JobId));
        Assert.Equal(UnitStart.Ended, await Flow.BeginAsync(job.JobId, JobUnit.Shard(4)));
    }

    [Fact]
    public async Task Cancel_WhenEveryUnitWaits_EndsAtOnce()
    {
        var job = await PlannedJobAsync(shards: 3);

        await Flow.CancelAsync(job.JobId);

        Assert.Equal(JobState.Cancelled, await Jobs.StateAsync(job.JobId));
        await Flow.PlannedAsync(job, 3, Bus, Stop);
        Assert.Equal(JobState.Cancelled, await Jobs.StateAsync(job.JobId));
    }

    [Fact]
    public async Task Cancel_WhileUnitsBeginAtOnce_NeverForgetsOneThatBegan()
    {
        for (var round = 0; round < 20; round++)
        {
            var job = await PlannedJobAsync(shards: 4);
            var starts = Task.WhenAll(Enumerable.Range(0, 4).Select(s => Flow.BeginAsync(job.JobId, JobUnit.Shard(s))));
            await Flow.CancelAsync(job.JobId);

            var begun = Enumerable.Range(0, 4).Zip(await starts).Where(s => s.Second == UnitStart.Begun).Select(s => s.First).ToList();
            foreach (var shard in begun)
            {
                Assert.Equal(JobState.Cancelling, await Jobs.StateAsync(job.JobId));
                await Flow.AbandonAsync(job.JobId, JobUnit.Shard(shard));
            }

            Assert.Equal(JobState.Cancelled, await Jobs.StateAsync(job.JobId));
        }
    }

    [Fact]
    public async Task Cancel_WhileAUnitIsSetAside_DoesNotWaitForItsRetry()
    {
        var job = await PlannedJobAsync(shards: 2);
        await Flow.BeginAsync(job.JobId, JobUnit.Shard(0));
        await Flow.SetAsideAsync(job.JobId, JobUnit.Shard(0));
        Assert.Equal(UnitStart.Begun, await Flow.BeginAsync(job.JobId, JobUnit.Shard(0)));

        await Flow.CancelAsync(job.JobId);
        await Flow.SetAsideAsync(job.JobId, JobUnit.Shard(0));

        Assert.Equal(JobState.Cancelled, await Jobs.StateAsync(job.JobId));
    }

    [Fact]
    public async Task Begin_ASettledUnit_TellsSo()
    {
        var job = await PlannedJobAsync(shards: 2);
        await Flow.BeginAsync(job.JobId, JobUnit.Shard(0));
        await Flow.DoneAsync(job, JobUnit.Shard(0), Bus, Stop);

        Assert.Equal(UnitStart.Settled, await Flow.BeginAsync(job.JobId, JobUnit.Shard(0)));
        Assert.Equal(UnitStart.Begun, await Flow.BeginAsync(job.JobId, JobUnit.Shard(1)));
    }

    [Fact]
    public async Task Done_TheLastHeadOfAJobThatWasEmptied_DoesNotSucceed()
    {
        var job = await PlannedJobAsync(shards: 1);
        await Flow.DoneAsync(job, JobUnit.Shard(0), Bus, Stop);
        await Flow.DoneAsync(job, JobUnit.Head(0, 0), Bus, Stop);
        await Jobs.EmptyAsync(job.JobId);

        await Assert.ThrowsAsync<StoreFullException>(() => Flow.DoneAsync(job, JobUnit.Head(0, 1), Bus, Stop));

        Assert.Equal(JobState.Projecting, await Jobs.StateAsync(job.JobId));
        Assert.True(await Flow.FailFullAsync(job.JobId, new Failure { Reason = "STORE_FULL" }));
    }

    [Fact]
    public async Task FailFull_AJobThatHasSucceeded_LeavesItsResults()
    {
        var job = await PlannedJobAsync(shards: 1);
        await Get<TokenStore>().WriteAsync(job, 0, new StreamTokensResponse());
        await Flow.DoneAsync(job, JobUnit.Shard(0), Bus, Stop);
        foreach (var head in new[] { 0, 1 }) await Flow.DoneAsync(job, JobUnit.Head(0, head), Bus, Stop);

        Assert.False(await Flow.FailFullAsync(job.JobId, new Failure { Reason = "STORE_FULL" }));

        Assert.Equal(JobState.Succeeded, await Jobs.StateAsync(job.JobId));
        Assert.True(await Get<IConnectionMultiplexer>().GetDatabase().KeyExistsAsync(Keys.Tokens(job.JobId)));
    }

    [Fact]
    public async Task Resume_WhileAStageIsUnderWay_EndsNothing()
    {
        var job = await PlannedJobAsync(shards: 2);
        await Flow.DoneAsync(job, JobUnit.Shard(0), Bus, Stop);
        await Flow.ResumeAsync(job, Bus, Stop);
        Assert.Equal(JobState.Extracting, await Jobs.StateAsync(job.JobId));

        await Flow.DoneAsync(job, JobUnit.Shard(1), Bus, Stop);
        await Flow.ResumeAsync(job, Bus, Stop);
        Assert.Equal(JobState.Projecting, await Jobs.StateAsync(job.JobId));
        await PublishedAsync<ProjectHead>(2);
    }

    [Fact]
    public async Task Cancel_WhileTheLastShardIsSettledByItsWorker_StillEnds()
    {
        var job = await PlannedJobAsync(shards: 1);
        await Flow.BeginAsync(job.JobId, JobUnit.Shard(0));
        await Flow.CancelAsync(job.JobId);

        await Flow.DoneAsync(job, JobUnit.Shard(0), Bus, Stop);

        Assert.Equal(JobState.Cancelled, await Jobs.StateAsync(job.JobId));
    }

    [Fact]
    public async Task Cancel_WhilePlanningFinishes_StillEnds()
    {
        var job = NewJob();
        await Jobs.CreateAsync(job, "");
        await Flow.BeginAsync(job.JobId, JobUnit.Plan);
        await Flow.CancelAsync(job.JobId);
        Assert.Equal(JobState.Cancelling, await Jobs.StateAsync(job.JobId));

        await Flow.PlannedAsync(job, 3, Bus, Stop);

        Assert.Equal(JobState.Cancelled, await Jobs.StateAsync(job.JobId));
        Assert.Empty(Published);
    }

    [Fact]
    public async Task Create_TheSameRequestTwice_GivesTheFirstJob()
    {
        var first = await Jobs.CreateAsync(NewJob(), "request-1");
        var second = await Jobs.CreateAsync(NewJob(), "request-1");

        Assert.Equal(first, second);
        Assert.Single(await Jobs.ListAsync(null, null, TestContext.Current.CancellationToken).SelectMany(places => places).ToListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Delete_AJob_LeavesNoKeyOfIt()
    {
        var job = await PlannedJobAsync(shards: 1);
        Assert.NotEmpty(await GarnetFixture.KeysAsync(Get<IConnectionMultiplexer>(), $"*{job.JobId}*"));

        await Jobs.DeleteAsync(job.JobId);

        Assert.Empty(await GarnetFixture.KeysAsync(Get<IConnectionMultiplexer>(), $"*{job.JobId}*"));
    }

    [Fact]
    public async Task EveryKey_OfARunningJob_Expires()
    {
        var job = await PlannedJobAsync(shards: 1);
        var database = Get<IConnectionMultiplexer>().GetDatabase();

        foreach (var key in Keys.OfJob(job.JobId))
            if (await database.KeyExistsAsync(key)) Assert.True(await database.KeyTimeToLiveAsync(key) is { } left && left <= JobLease.Lifetime, $"{key} has no time to live");
    }

    private async Task<int> CountStatesAsync(JobRecord job, JobState state)
    {
        var count = 0;
        await foreach (var happened in Get<JobEvents>().FollowAsync(job.JobId, 0, Stop))
            if (happened.StateChange?.State == state) count++;
        return count;
    }
}
