using AttentionViz.Gateway.Jobs;
using AttentionViz.Gateway.Tests.Fixtures;
using AttentionViz.Pipeline.Hosting;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Store;
using AttentionViz.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using StackExchange.Redis;

namespace AttentionViz.Gateway.Tests;

/// <summary>How long jobs and corpora are kept.</summary>
public sealed class ExtendTests(GatewayHost host)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IDatabase Store => host.Get<IConnectionMultiplexer>().GetDatabase();

    [Fact]
    public async Task ExtendJob_Ended_SetsEveryKeyAndSaysUntilWhenAtEveryGateway()
    {
        var seeded = await SeededJob.CreateAsync(host, requestId: "extended");
        await using var other = await host.AddInstanceAsync();

        var before = TimeProvider.System.GetUtcNow();
        var job = (await host.Jobs.ExtendJobAsync(new ExtendJobRequest { JobId = seeded.JobId, Ttl = Duration.FromTimeSpan(TimeSpan.FromDays(40)) }, cancellationToken: Token)).Job;

        Assert.InRange(job.ExpireTime.ToDateTimeOffset() - before, TimeSpan.FromDays(40) - TimeSpan.FromSeconds(1), TimeSpan.FromDays(40) + TimeSpan.FromMinutes(1));
        Assert.Equal(job.ExpireTime, (await other.Jobs.GetJobAsync(new GetJobRequest { JobId = seeded.JobId }, cancellationToken: Token)).Job.ExpireTime);
        var keys = await host.KeysAsync($"*{seeded.JobId}*");
        Assert.True(keys.Count > 6);
        foreach (var key in keys.Append(Keys.Request(Keys.RequestOf("", "extended")).ToString()))
            Assert.InRange((await Store.KeyTimeToLiveAsync(key))!.Value.TotalDays, 39.9, 40);
    }

    [Fact]
    public async Task ExtendJob_WithoutTtlOrShorter_CountsFromNow()
    {
        var seeded = await SeededJob.CreateAsync(host);
        var again = (await host.Jobs.ExtendJobAsync(new ExtendJobRequest { JobId = seeded.JobId }, cancellationToken: Token)).Job;
        Assert.InRange((again.ExpireTime.ToDateTimeOffset() - TimeProvider.System.GetUtcNow()).TotalMinutes, 58, 60);

        var shorter = (await host.Jobs.ExtendJobAsync(new ExtendJobRequest { JobId = seeded.JobId, Ttl = Duration.FromTimeSpan(TimeSpan.FromMinutes(5)) }, cancellationToken: Token)).Job;
        Assert.InRange((shorter.ExpireTime.ToDateTimeOffset() - TimeProvider.System.GetUtcNow()).TotalMinutes, 4, 5);
    }

    [Theory]
    [InlineData(59, "is 59.000000000 s; give 60 s")]
    [InlineData(90 * 86_400 + 1, "7776000 s (90 days, the server's Store:MaxJobTtl)")]
    public async Task ExtendJob_TtlOutOfRange_NamesFieldAndRange(long seconds, string says)
    {
        var seeded = await SeededJob.CreateAsync(host);
        var violations = await Faults.AssertAsync(
            async () => await host.Jobs.ExtendJobAsync(new ExtendJobRequest { JobId = seeded.JobId, Ttl = new Duration { Seconds = seconds } }),
            StatusCode.InvalidArgument, "INVALID_REQUEST", says);
        Assert.StartsWith("ttl: ", Assert.Single(violations), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExtendJob_Running_IsRefused()
    {
        var job = await host.SubmitAsync();
        Assert.Null(job.ExpireTime);
        await Faults.AssertAsync(
            async () => await host.Jobs.ExtendJobAsync(new ExtendJobRequest { JobId = job.JobId }), StatusCode.FailedPrecondition, "JOB_RUNNING", "kept until it has ended");
    }

    [Fact]
    public void Options_DefaultAboveTheMost_AreRefusedAtStart()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Store:Redis"] = "127.0.0.1:1",
            ["Store:JobTtl"] = "100.00:00:00",
            ["Store:MaxCorpusTtl"] = "01:00:00",
        });
        builder.AddPipeline();
        builder.AddGateway();

        var said = Assert.ThrowsAny<Exception>(builder.Build).ToString();

        Assert.Contains("Store:JobTtl is 100.00:00:00, above Store:MaxJobTtl, 90.00:00:00", said, StringComparison.Ordinal);
        Assert.Contains("Store:CorpusTtl is 7.00:00:00, above Store:MaxCorpusTtl, 01:00:00", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keeper_UnfinishedJobOfAShortTtl_KeepsItAndItsCorpus()
    {
        var corpus = await host.UploadAsync("one two\nthree four\n");
        var job = await host.SubmitAsync(r => (r.InlineCorpus, r.Spec.CorpusId, r.Spec.Ttl) = (null, corpus.CorpusId, Duration.FromTimeSpan(TimeSpan.FromMinutes(1))));
        RedisKey[] keys = [Keys.Job(job.JobId), Keys.WaitingUnits(job.JobId), Keys.Events(job.JobId)];
        foreach (var key in keys) await Store.KeyExpireAsync(key, TimeSpan.FromMinutes(2));

        await host.Get<JobKeeper>().KeepAllAsync();

        foreach (var key in keys.Append(Keys.CorpusShards(corpus.CorpusId)).Append(Keys.Corpus(corpus.CorpusId)))
            Assert.True(await Store.KeyTimeToLiveAsync(key) > JobLease.Lifetime - TimeSpan.FromMinutes(5), $"{key}");
        // Who reads a corpus is known as long as the corpus is, and no longer.
        var readers = (await Store.KeyTimeToLiveAsync(Keys.CorpusReaders(corpus.CorpusId)))!.Value;
        Assert.InRange(readers - (await Store.KeyTimeToLiveAsync(Keys.Corpus(corpus.CorpusId)))!.Value, TimeSpan.FromSeconds(-2), TimeSpan.FromSeconds(2));
    }
}
