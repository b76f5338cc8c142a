using System.Collections.Concurrent;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Hosting;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Messages;
using AttentionViz.Pipeline.Store;
using AttentionViz.Pipeline.Workers;
using AttentionViz.Testing;
using AttentionViz.V1;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Tests;

/// <summary>Steps of a job when messages come twice, late, at once, or are lost.</summary>
public sealed class JobFlowTests : IAsyncLifetime, IDisposable
{
    private readonly GarnetFixture _garnet = new();
    private readonly ConcurrentQueue<object> _published = new();
    private IHost? _host;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private JobFlow Flow => _host!.Services.GetRequiredService<JobFlow>();

    private JobStore Jobs => _host!.Services.GetRequiredService<JobStore>();

    private StageFeed Feed => _host!.Services.GetRequiredService<StageFeed>();

    private WorkerSlots Slots => _host!.Services.GetRequiredService<WorkerSlots>();

    private IPublishEndpoint Bus => _host!.Services.GetRequiredService<IBus>();

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
            await Eventually.HoldsAsync(() => Task.FromResult(_published.OfType<ExtractShard>().Any(m => m.Shard == shard)), $"shard {shard} was asked for", stop);
            Assert.Equal(UnitStart.Begun, await Flow.BeginAsync(job.JobId, JobUnit.Shard(shard)));
            await Flow.DoneAsync(job, JobUnit.Shard(shard), Bus, stop);
        });

        Assert.Equal(Enumerable.Range(0, Shards), (await PublishedAsync<ExtractShard>(Shards)).Select(m => m.Shard).Order());
        Assert.Empty(_published.OfType<ProjectHead>());
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
        var lost = _host!.Services.GetRequiredService<LostUnits>();
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
    public async Task Run_AUnitThatIsStoppedThoughItsJobGoesOn_IsDoneAgainAndNotGivenUp()
    {
        var job = await PlannedJobAsync(shards: 1);
        var tries = 0;

        await RunAsync(new ExtractShard(job.JobId, 0), again: false, async (record, stop) =>
        {
            // As a write is told whose connection was silent for a while.
            if (++tries == 1) throw new JobEndedException(job.JobId);
            await Flow.DoneAsync(record, JobUnit.Shard(0), Bus, stop);
        });

        Assert.Equal(2, tries);
        await PublishedAsync<ProjectHead>(2);
    }

    [Fact]
    public async Task Run_AUnitThatIsAskedForWhileAnEarlyMessageOfItIsHandled_IsLeftOpen()
    {
        var job = NewJob();
        await Jobs.CreateAsync(job, "");
        // Whoever is told of the unit again has what waits asked for again: by then the unit was not there. At that moment planning ends.
        using var planning = Bus.ConnectPublishObserver(new BeforePublishing<PlanJob>(() => Flow.PlannedAsync(job, 1, Bus, Stop)));

        await RunAsync(new ExtractShard(job.JobId, 0), again: true, (_, _) => throw new InvalidOperationException("the unit was not asked for"));

        Assert.Equal(JobState.Extracting, await Jobs.StateAsync(job.JobId));
        Assert.Equal(UnitStart.Begun, await Flow.BeginAsync(job.JobId, JobUnit.Shard(0)));
    }

    [Fact]
    public async Task Run_AUnitThatFailsWhileItsJobIsBeingCancelled_EndsTheCancellation()
    {
        var job = await PlannedJobAsync(shards: 1);

        await RunAsync(new ExtractShard(job.JobId, 0), again: false, async (_, _) =>
        {
            await Flow.CancelAsync(job.JobId);
            throw new JobFaultException(JobFaultException.InvalidArgument, "BAD_SEQUENCE", "a sequence is broken");
        });

        Assert.Equal(JobState.Cancelled, await Jobs.StateAsync(job.JobId));
    }

    [Theory]
    [InlineData(false, JobState.Cancelling)]
    [InlineData(true, JobState.Cancelled)]
    public async Task Run_AUnitThatAnotherIsAtWhileItsJobIsBeingCancelled_IsLeftToItUnlessTheMessageCameAgain(bool again, JobState state)
    {
        var job = await PlannedJobAsync(shards: 1);
        await Flow.BeginAsync(job.JobId, JobUnit.Shard(0));
        await Flow.CancelAsync(job.JobId);

        await RunAsync(new ExtractShard(job.JobId, 0), again, (_, _) => throw new InvalidOperationException("the job is being cancelled"));

        Assert.Equal(state, await Jobs.StateAsync(job.JobId));
    }

    [Fact]
    public async Task Run_AUnitWhoseJobWasEmptiedForWantOfMemory_FailsItForThatAndNotForWhatIsGone()
    {
        var job = await PlannedJobAsync(shards: 2);

        await RunAsync(new ExtractShard(job.JobId, 0), again: false, async (_, _) =>
        {
            await Jobs.EmptyAsync(job.JobId);
            throw new ResultGoneException("the plan of shard 0 is no longer in the store");
        });

        Assert.Equal("STORE_FULL", (await Jobs.ReadAsync(job.JobId))!.Failure.Reason);
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
        await _host!.Services.GetRequiredService<TokenStore>().WriteAsync(job, 0, new StreamTokensResponse());
        await Flow.DoneAsync(job, JobUnit.Shard(0), Bus, Stop);
        foreach (var head in new[] { 0, 1 }) await Flow.DoneAsync(job, JobUnit.Head(0, head), Bus, Stop);

        Assert.False(await Flow.FailFullAsync(job.JobId, new Failure { Reason = "STORE_FULL" }));

        Assert.Equal(JobState.Succeeded, await Jobs.StateAsync(job.JobId));
        Assert.True(await _host.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase().KeyExistsAsync(Keys.Tokens(job.JobId)));
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
        Assert.Empty(_published);
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
        Assert.NotEmpty(await GarnetFixture.KeysAsync(_host!.Services.GetRequiredService<IConnectionMultiplexer>(), $"*{job.JobId}*"));

        await Jobs.DeleteAsync(job.JobId);

        Assert.Empty(await GarnetFixture.KeysAsync(_host.Services.GetRequiredService<IConnectionMultiplexer>(), $"*{job.JobId}*"));
    }

    [Fact]
    public async Task EveryKey_OfARunningJob_Expires()
    {
        var job = await PlannedJobAsync(shards: 1);
        var database = _host!.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase();

        foreach (var key in Keys.OfJob(job.JobId))
            if (await database.KeyExistsAsync(key)) Assert.True(await database.KeyTimeToLiveAsync(key) is { } left && left <= JobLease.Lifetime, $"{key} has no time to live");
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null) await _host.StopAsync(CancellationToken.None);
        Dispose();
    }

    public void Dispose()
    {
        _host?.Dispose();
        _garnet.Dispose();
    }

    private Task Keep(object message)
    {
        _published.Enqueue(message);
        return Task.CompletedTask;
    }

    private Task RunAsync(ExtractShard message, bool again, Func<JobRecord, CancellationToken, Task> work) =>
        _host!.Services.GetRequiredService<UnitRunner>().RunAsync(new UnitCall(message, again, Bus, Stop), work);

    private static JobRecord NewJob() => new(
        Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString("n"),
        new JobSpec { ModelId = "m", CorpusId = "c", RetainVectors = true },
        new Model { ModelId = "m", Layers = { new AttentionLayer { Heads = 2, KeyHeads = 2, HeadWidth = 4, KeyHeadOf = { 0, 1 } } } },
        new Corpus { CorpusId = "c" }, TimeSpan.FromHours(1), TimeProvider.System.GetUtcNow());

    private async Task<JobRecord> PlannedJobAsync(int shards)
    {
        var job = NewJob();
        await Jobs.CreateAsync(job, "");
        await Flow.PlannedAsync(job, shards, Bus, Stop);
        return job;
    }

    /// <summary>Messages of one kind, once there are at least that many; fails when there are more.</summary>
    private async Task<List<T>> PublishedAsync<T>(int count)
    {
        await Eventually.HoldsAsync(() => Task.FromResult(_published.OfType<T>().Count() >= count), $"{count} {typeof(T).Name} were published", Stop);
        var all = _published.OfType<T>().ToList();
        Assert.Equal(count, all.Count);
        return all;
    }

    private async Task<int> CountStatesAsync(JobRecord job, JobState state)
    {
        var count = 0;
        await foreach (var happened in _host!.Services.GetRequiredService<JobEvents>().FollowAsync(job.JobId, 0, Stop))
            if (happened.StateChange?.State == state) count++;
        return count;
    }

    /// <summary>Does something once, just before a message of one kind goes out.</summary>
    private sealed class BeforePublishing<TMessage>(Func<Task> act) : IPublishObserver
    {
        private int _done;

        public Task PrePublish<T>(PublishContext<T> context) where T : class =>
            context.Message is TMessage && Interlocked.Exchange(ref _done, 1) == 0 ? act() : Task.CompletedTask;

        public Task PostPublish<T>(PublishContext<T> context) where T : class => Task.CompletedTask;

        public Task PublishFault<T>(PublishContext<T> context, Exception exception) where T : class => Task.CompletedTask;
    }
}
