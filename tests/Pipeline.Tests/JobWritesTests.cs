using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Atlases.Statistics;
using AttentionViz.Pipeline.Hosting;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Store;
using AttentionViz.Testing;
using AttentionViz.V1;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Tests;

/// <summary>Workers that go on writing to a job that has ended, and is deleted.</summary>
public sealed class JobWritesTests : IDisposable
{
    private readonly GarnetFixture _garnet = new();
    private readonly IHost _host;

    public JobWritesTests()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["Store:Redis"] = _garnet.Configuration;
        builder.AddPipeline();
        _host = builder.Build();
    }

    private JobStore Jobs => Get<JobStore>();

    public void Dispose()
    {
        _host.Dispose();
        _garnet.Dispose();
    }

    [Fact]
    public async Task Delete_WhileWorkersWriteEveryKindOfKey_LeavesNone()
    {
        for (var round = 0; round < 5; round++)
        {
            var job = await CreateAsync();
            var writes = Writes(job).Select(write => UntilRefusedAsync(write)).ToList();
            await Get<JobFlow>().FailAsync(job.JobId, new Failure { Unit = JobUnit.Plan });
            await Jobs.DeleteAsync(job.JobId);

            foreach (var write in writes) await write;

            Assert.Empty(await GarnetFixture.KeysAsync(Get<IConnectionMultiplexer>(), $"*{job.JobId}*"));
        }
    }

    [Fact]
    public async Task Write_ToAJobThatHasEnded_IsRefusedAndKeepsItsTimeToLive()
    {
        var job = await CreateAsync();
        await Get<JobFlow>().FailAsync(job.JobId, new Failure());
        await Jobs.ExtendAsync(job.JobId, TimeSpan.FromDays(30));

        foreach (var write in Writes(job)) await Assert.ThrowsAsync<JobEndedException>(() => write(0));

        foreach (var key in await GarnetFixture.KeysAsync(Get<IConnectionMultiplexer>(), $"*{job.JobId}*"))
            Assert.InRange((await Get<IConnectionMultiplexer>().GetDatabase().KeyTimeToLiveAsync(key))!.Value.TotalDays, 29.9, 30);
    }

    [Fact]
    public async Task Write_ToAJobThatWasEmptied_IsRefusedForWantOfMemoryAndBringsNothingBack()
    {
        var job = await CreateAsync();
        foreach (var write in Writes(job)) await write(0);

        await Jobs.EmptyAsync(job.JobId);

        foreach (var write in Writes(job)) await Assert.ThrowsAsync<StoreFullException>(() => write(1));
        Assert.Equal(0, await Get<IConnectionMultiplexer>().GetDatabase().KeyExistsAsync(Keys.LargeOfJob(job.JobId)));
    }

    [Fact]
    public async Task Report_ManyUnitsAtOnce_CountsEachAndLosesNone()
    {
        var job = await CreateAsync();
        var progress = Get<JobProgress>();
        await progress.BeginAsync(job, Stage.Extracting, 600);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(async unit =>
        {
            for (var done = 20; done <= 100; done += 20) await progress.ReportAsync(job, Stage.Extracting, JobUnit.Shard(unit), done);
        }));

        Assert.Equal(600, Assert.Single((await Jobs.ReadAsync(job.JobId))!.Stages).Done);
    }

    [Fact]
    public async Task Read_AJobThatFailedLongAgo_StillTellsHowLongItsStagesTook()
    {
        var job = await CreateAsync();
        await Get<JobProgress>().BeginAsync(job, Stage.Projecting, 6);
        await Get<JobProgress>().ReportAsync(job, Stage.Projecting, JobUnit.Head(0, 0), 1);
        await Get<JobFlow>().FailAsync(job.JobId, new Failure { Unit = JobUnit.Head(0, 1) });

        var (now, later) = ((await Jobs.ReadAsync(job.JobId))!, (await LaterAsync(job.JobId))!);

        Assert.Equal(JobUnit.Head(0, 1), later.Failure.Unit);
        Assert.Equal((1, 6), (later.Stages[0].Done, later.Stages[0].Total));
        Assert.Equal(now.Stages[0].Elapsed, later.Stages[0].Elapsed);
        Assert.Null(later.Stages[0].Remaining);
    }

    private async Task<Job?> LaterAsync(string jobId)
    {
        var redis = Get<IConnectionMultiplexer>();
        var clock = new LaterClock();
        return await new JobStore(redis, new JobEvents(redis, clock), clock).ReadAsync(jobId);
    }

    private T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    private async Task<JobRecord> CreateAsync()
    {
        var job = new JobRecord(Guid.NewGuid().ToString("n"), new JobSpec(), new Model(), new Corpus(), TimeSpan.FromHours(1), DateTimeOffset.UnixEpoch);
        await Jobs.CreateAsync(job, "");
        return job;
    }

    private IEnumerable<Func<int, Task>> Writes(JobRecord job)
    {
        yield return i => Get<PlanStore>().WriteAsync(job, [new ShardPlan(5, [0], [5], 0)]);
        yield return i => Get<TokenStore>().WriteAsync(job, i, new StreamTokensResponse());
        yield return i => Get<ImageStore>().WriteAsync(job, [(i, [1, 2, 3])]);
        yield return i => Get<VectorStore>().WriteAsync(job, 0, i, [VectorRows.Of(new float[8], 4)], [VectorRows.Of(new float[8], 4)], [new float[2]]);
        yield return i => Get<StatisticsStore>().WriteAsync(job, 0, i, 1_000_000, new LayerStatistics([MomentSums.Empty(4)], [MomentSums.Empty(4)], []));
        yield return i => Get<HeadStore>().WriteAsync(job, new HeadSummary { Head = i, Maps = { new MapSummary { Method = MapMethod.Pca, Dimensions = 2 } } }, [new float[8]]);
        yield return i => Get<JobProgress>().ReportAsync(job, Stage.Extracting, JobUnit.Shard(i), 1);
        yield return i => Get<JobProgress>().SetTotalsAsync(job, i, i, i, i, i);
        yield return i => Jobs.NoteSkippedAsync(job.JobId, i, []);
    }

    /// <summary>Ends when the job does not take it any more; anything else fails the test.</summary>
    private static async Task UntilRefusedAsync(Func<int, Task> write)
    {
        try
        {
            for (var i = 0; ; i++) await write(i);
        }
        catch (JobEndedException)
        {
            // As it should be.
        }
    }

    private sealed class LaterClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromHours(3);
    }
}
