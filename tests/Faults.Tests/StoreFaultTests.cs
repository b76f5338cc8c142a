using System.Globalization;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Store;
using AttentionViz.Testing;
using AttentionViz.V1;
using Grpc.Core;
using StackExchange.Redis;

namespace AttentionViz.Faults.Tests;

/// <summary>A store that cannot write, has no room, or has lost what it held.</summary>
public sealed class StoreFaultTests(SharedDeployment shared) : FaultTest(shared)
{
    // More than connections and buffers of the store take by turns, and a small part of what the job stores.
    private const long Room = 512 << 10;

    private static readonly TimeSpan Seconds = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task Store_WhoseDiskIsFullForSeconds_HoldsTheJobUpAndNoMore()
    {
        Need.Local();
        var (deployment, undisturbed) = await ReadyAsync();
        await using var redis = await deployment.ConnectAsync();
        await using var run = await JobRun.StartAsync(deployment);

        using (await deployment.HoldAsync(run, Stage.Extracting)) await deployment.Redis.LimitFilesAsync(1);
        await Eventually.HoldsAsync(async () => await RefusesAsync(redis.GetDatabase()), "Redis refuses writes", Deployment.Patience, deployment.Logs, Stop);
        await Task.Delay(Seconds, Stop);
        await deployment.Redis.LimitFilesAsync(null);

        await run.EndsLikeAsync(undisturbed);
    }

    [Fact]
    public async Task Store_OutOfMemory_FailsTheJobAndFreesWhatItTook()
    {
        var (deployment, _) = await ReadyAsync();
        await using var redis = await deployment.ConnectAsync();
        var spec = Sample.Spec((await deployment.CorpusAsync(Stop)).CorpusId);
        spec.TokenBudget = 3000;
        await using var run = await JobRun.StartAsync(deployment, new SubmitJobRequest { Spec = spec });
        long most;
        using (await deployment.HoldAsync(run, Stage.Extracting))
        {
            most = await UsedAsync(redis) + Room;
            await redis.GetServers()[0].ConfigSetAsync("maxmemory", most);
        }

        await run.Watcher.EndAsync(deployment.Logs, Stop);
        await Eventually.HoldsAsync(
            async () => await redis.GetDatabase().KeyExistsAsync([Keys.Vectors(run.Id), Keys.Norms(run.Id), Keys.Statistics(run.Id), Keys.Maps(run.Id)]) == 0,
            "what is large of the job is gone", Deployment.Patience, deployment.Logs, Stop);
        // What is removed is freed a moment later.
        await Eventually.HoldsAsync(async () => await UsedAsync(redis) < most, "there is room again", Deployment.Patience, deployment.Logs, Stop);

        // With the same bound as before.
        await using (var small = await JobRun.StartAsync(deployment, Sample.Small())) await small.SucceedsAsync();
        var failure = await run.FailsAsync("STORE_FULL");
        Assert.Contains("memory", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Store_FilledByOthers_FailsTheJobAsSoonAsThereIsRoomToSaySo()
    {
        var (deployment, _) = await ReadyAsync();
        await using var redis = await deployment.ConnectAsync();
        await using var run = await JobRun.StartAsync(deployment);

        using (await deployment.HoldAsync(run, Stage.Extracting)) await redis.GetServers()[0].ConfigSetAsync("maxmemory", 1);
        await Eventually.HoldsAsync(
            async () => await redis.GetDatabase().KeyExistsAsync(Keys.LargeOfJob(run.Id)) == 0, "the job makes what room it can", Deployment.Patience, deployment.Logs, Stop);
        Assert.True((await run.JobAsync()).State.IsActive());
        await redis.GetServers()[0].ConfigSetAsync("maxmemory", 0);

        await run.FailsAsync("STORE_FULL");
    }

    [Fact]
    public async Task Cancel_InAStoreThatIsFull_MakesRoom()
    {
        var (deployment, _) = await ReadyAsync();
        await using var redis = await deployment.ConnectAsync();
        await using var run = await JobRun.StartAsync(deployment);
        using (await deployment.HoldAsync(run, Stage.Extracting))
        {
            var results = await SizeAsync(redis, Keys.LargeOfJob(run.Id));
            await redis.GetServers()[0].ConfigSetAsync("maxmemory", await UsedAsync(redis) - (results / 2));

            await deployment.Gateway.Jobs.CancelJobAsync(new CancelJobRequest { JobId = run.Id }, cancellationToken: Stop);
        }

        var end = await run.Watcher.EndAsync(deployment.Logs, Stop);
        Assert.Equal(JobState.Cancelled, end.State);
        await run.DeleteAsync();
    }

    [Fact]
    public async Task Store_FullWhileNothingRuns_TakesNoServiceDown()
    {
        var (deployment, undisturbed) = await ReadyAsync();
        await using var redis = await deployment.ConnectAsync();

        var told = deployment.Workers.ToDictionary(w => w, Unannounced);
        await redis.GetServers()[0].ConfigSetAsync("maxmemory", 1);
        await Eventually.HoldsAsync(
            () => Task.FromResult(told.All(w => Unannounced(w.Key) > w.Value)), "every worker has failed to announce itself", Deployment.Patience, deployment.Logs, Stop);
        await redis.GetServers()[0].ConfigSetAsync("maxmemory", 0);

        Assert.All(deployment.Services, service => Assert.True(service.IsRunning, $"{service.Name} has ended"));
        await using var run = await JobRun.StartAsync(deployment);
        await run.EndsLikeAsync(undisturbed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Submit_WhatCannotFit_IsRefusedBeforehand(bool byGateway)
    {
        var (deployment, _) = await ReadyAsync();
        var corpus = await deployment.CorpusAsync(Stop);
        await using var redis = await deployment.ConnectAsync();
        var most = await UsedAsync(redis) + (1 << 20);
        var gateway = await deployment.AddGatewayAsync(byGateway ? new Dictionary<string, string> { ["Store__MaxBytes"] = $"{most}" } : null);
        if (!byGateway) await redis.GetServers()[0].ConfigSetAsync("maxmemory", most);
        var before = await StoreKeys.AllAsync(deployment);
        var spec = Sample.Spec(corpus.CorpusId);
        spec.TokenBudget = 20_000;

        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await gateway.Jobs.SubmitJobAsync(new SubmitJobRequest { Spec = spec }, cancellationToken: Stop));

        Assert.Equal(StatusCode.ResourceExhausted, refusal.StatusCode);
        Assert.Equal("STORE_FULL", refusal.GetRpcStatus()?.GetDetail<Google.Rpc.ErrorInfo>()?.Reason);
        Assert.DoesNotContain(await StoreKeys.AllAsync(deployment), key => !before.Contains(key) && !StoreKeys.IsShared(key));
        await deployment.RemoveGatewayAsync(gateway);
    }

    [Fact]
    public async Task Corpus_GoneInTheMiddle_FailsTheJobAndSaysSo()
    {
        var (deployment, _) = await ReadyAsync();
        await using var redis = await deployment.ConnectAsync();
        var corpus = await Sample.UploadAsync(deployment.Gateway, Stop);
        await using var run = await JobRun.StartAsync(deployment, new SubmitJobRequest { Spec = Sample.Spec(corpus.CorpusId) });

        using (await deployment.HoldAsync(run, Stage.Extracting)) await redis.GetDatabase().KeyDeleteAsync(Keys.CorpusShards(corpus.CorpusId));

        var failure = await run.FailsAsync("RESULT_GONE");
        Assert.StartsWith("shard ", failure.Unit, StringComparison.Ordinal);
    }

    private static int Unannounced(Worker worker) => worker.Process.Log.LinesWith("could not be announced").Count;

    private static async Task<long> UsedAsync(ConnectionMultiplexer redis)
    {
        var memory = (await redis.GetServers()[0].InfoAsync("memory")).SelectMany(section => section);
        return long.Parse(memory.Single(field => field.Key == "used_memory").Value, CultureInfo.InvariantCulture);
    }

    private static async Task<long> SizeAsync(ConnectionMultiplexer redis, IEnumerable<RedisKey> keys)
    {
        var sizes = await Task.WhenAll(keys.Select(key => redis.GetDatabase().ExecuteAsync("MEMORY", "USAGE", key)));
        return sizes.Where(size => !size.IsNull).Sum(size => (long)size);
    }

    private static async Task<bool> RefusesAsync(IDatabase store)
    {
        try
        {
            // A write that leaves nothing.
            await store.KeyExpireAsync("no such key", TimeSpan.FromMinutes(1));
            return false;
        }
        catch (RedisServerException e) when (e.Message.StartsWith("MISCONF", StringComparison.Ordinal))
        {
            return true;
        }
    }
}
