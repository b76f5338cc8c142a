using AttentionViz.Gateway.Tests.Fixtures;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Store;
using AttentionViz.V1;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using StackExchange.Redis;

namespace AttentionViz.Gateway.Tests.Security;

public sealed class QuotaTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SubmitJob_ManyAtOnce_FillTheQueueToTheLastPlaceAndNoFurther()
    {
        await using var keyed = await KeyedHost.StartAsync(new() { ["Gateway:Limits:UnfinishedJobs"] = "5" });
        // Of two tenants, for the queue is everyone's.
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => TrySubmitAsync(keyed, i % 2 == 0 ? KeyedHost.Alice : KeyedHost.Bob)));

        foreach (var refused in outcomes.Where(o => o.Job is null)) RequireExhausted(refused.Refusal!, "QUEUE_FULL");
        Assert.Equal(5, outcomes.Count(o => o.Job is not null));
        // Nothing is left of those that were refused.
        Assert.Equal(5, (await keyed.Host.KeysAsync("av:*:record")).Count);
        Assert.Equal(5, (await keyed.Host.KeysAsync("av:*:corpus")).Count);

        await keyed.Host.Get<JobFlow>().FailAsync(outcomes.First(o => o.Job is not null).Job!.JobId, new Failure());
        Assert.NotNull((await TrySubmitAsync(keyed, KeyedHost.Bob)).Job);
        RequireExhausted((await TrySubmitAsync(keyed, KeyedHost.Bob)).Refusal!, "QUEUE_FULL");
    }

    [Fact]
    public async Task SubmitJob_RunningJobsQuota_HoldsForItsTenantOnly()
    {
        await using var keyed = await KeyedHost.StartAsync(new() { ["Gateway:Quotas:RunningJobs"] = "2", ["Gateway:TenantQuotas:bob:RunningJobs"] = "3" });
        var alices = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => TrySubmitAsync(keyed, KeyedHost.Alice)));
        var bobs = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => TrySubmitAsync(keyed, KeyedHost.Bob)));

        Assert.Equal((2, 3), (alices.Count(o => o.Job is not null), bobs.Count(o => o.Job is not null)));
        RequireExhausted(alices.First(o => o.Job is null).Refusal!, "RUNNING_JOBS_QUOTA");
        Assert.Equal((2, 2), await UsedAsync(keyed, KeyedHost.Alice, c => c.RunningJobs));
        await new JobService.JobServiceClient(keyed.As(KeyedHost.Alice)).CancelJobAsync(
            new CancelJobRequest { JobId = alices.First(o => o.Job is not null).Job!.JobId }, cancellationToken: Token);
        // Nobody had begun it, so that it ended at once.
        Assert.Equal((1, 2), await UsedAsync(keyed, KeyedHost.Alice, c => c.RunningJobs));
        await keyed.Host.Get<JobFlow>().FailAsync(alices.Last(o => o.Job is not null).Job!.JobId, new Failure());
        Assert.Equal((0, 2), await UsedAsync(keyed, KeyedHost.Alice, c => c.RunningJobs));
        Assert.NotNull((await TrySubmitAsync(keyed, KeyedHost.Alice)).Job);
    }

    [Fact]
    public async Task SubmitJob_TokensQuota_CountsWhatPlanningFound()
    {
        await using var keyed = await KeyedHost.StartAsync(new() { ["Gateway:Quotas:Tokens"] = "100" });
        // 19 bytes are expected to be 4 tokens.
        var first = (await TrySubmitAsync(keyed, KeyedHost.Alice)).Job!;
        Assert.Equal((4, 100), await UsedAsync(keyed, KeyedHost.Alice, c => c.Tokens));

        var record = (await keyed.Host.Get<JobStore>().FindAsync(first.JobId))!;
        await keyed.Host.Get<JobProgress>().SetTotalsAsync(record, 2, 97, 2, 97, 0);
        Assert.Equal((97, 100), await UsedAsync(keyed, KeyedHost.Alice, c => c.Tokens));
        var retry = RequireExhausted((await TrySubmitAsync(keyed, KeyedHost.Alice)).Refusal!, "TOKENS_QUOTA");
        Assert.InRange(retry, TimeSpan.FromHours(23.9), TimeSpan.FromHours(24));

        // Deleted, it has been computed all the same.
        await keyed.Host.Get<JobStore>().DeleteAsync(first.JobId);
        Assert.Equal((97, 100), await UsedAsync(keyed, KeyedHost.Alice, c => c.Tokens));
        Assert.NotNull((await TrySubmitAsync(keyed, KeyedHost.Bob)).Job);
    }

    [Fact]
    public async Task SubmitJob_MoreTokensThanTheQuota_IsNotToldToWait()
    {
        await using var keyed = await KeyedHost.StartAsync(new() { ["Gateway:Quotas:Tokens"] = "3" });
        var refusal = (await TrySubmitAsync(keyed, KeyedHost.Alice)).Refusal!;
        Assert.Equal((StatusCode.ResourceExhausted, null), (refusal.StatusCode, refusal.GetRpcStatus()!.GetDetail<RetryInfo>()));
    }

    [Fact]
    public async Task UploadCorpus_StoredBytesQuota_IsGivenBackOnDeleteAndExpiry()
    {
        await using var keyed = await KeyedHost.StartAsync(new() { ["Gateway:Quotas:StoredBytes"] = "1000" });
        var corpora = new CorpusService.CorpusServiceClient(keyed.As(KeyedHost.Alice));
        var first = await UploadAsync(corpora, 600);
        var refusal = await Assert.ThrowsAsync<RpcException>(() => UploadAsync(corpora, 600));
        RequireExhausted(refusal, "STORED_BYTES_QUOTA");
        Assert.Equal((600, 1000), await UsedAsync(keyed, KeyedHost.Alice, c => c.StoredBytes));

        await corpora.DeleteCorpusAsync(new DeleteCorpusRequest { CorpusId = first.CorpusId }, cancellationToken: Token);
        Assert.Equal((0, 1000), await UsedAsync(keyed, KeyedHost.Alice, c => c.StoredBytes));
        await UploadAsync(corpora, 600);
        Assert.Equal((0, 1000), await UsedAsync(keyed, KeyedHost.Bob, c => c.StoredBytes));
    }

    [Fact]
    public async Task UploadCorpus_SeveralAtOnce_DoNotExceedTheQuotaTogether()
    {
        await using var keyed = await KeyedHost.StartAsync(new() { ["Gateway:Quotas:StoredBytes"] = "1000" });
        var corpora = new CorpusService.CorpusServiceClient(keyed.As(KeyedHost.Alice));
        var stored = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            try
            {
                return await UploadAsync(corpora, 300) is not null;
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.ResourceExhausted)
            {
                return false;
            }
        }));

        Assert.Equal(3, stored.Count(s => s));
        Assert.Equal((900, 1000), await UsedAsync(keyed, KeyedHost.Alice, c => c.StoredBytes));
    }

    [Fact]
    public async Task StoredBytes_JobThatHasEnded_IsMeasured()
    {
        await using var host = new GatewayHost(new() { ["Gateway:Quotas:StoredBytes"] = "100000000" });
        await host.InitializeAsync();
        var expected = (await host.Jobs.EstimateJobAsync(
            new EstimateJobRequest { Spec = Calls.Submission().Spec, InlineCorpus = Calls.Submission().InlineCorpus }, cancellationToken: Token)).StoreBytes;
        var job = await host.SubmitAsync();
        var server = new ServerService.ServerServiceClient(host.Channel);
        var before = (await server.GetServerInfoAsync(new GetServerInfoRequest(), cancellationToken: Token)).Caller.StoredBytes.Used;

        // Nothing came of it but its record.
        await host.Get<JobFlow>().FailAsync(job.JobId, new Failure());
        var after = (await server.GetServerInfoAsync(new GetServerInfoRequest(), cancellationToken: Token)).Caller.StoredBytes.Used;

        // The corpus came with it, and its id in the spec.
        Assert.InRange(before, expected, expected + 200);
        Assert.InRange(after, 500, before / 2);
        await host.Jobs.DeleteJobAsync(new DeleteJobRequest { JobId = job.JobId }, cancellationToken: Token);
        Assert.Equal(0, (await server.GetServerInfoAsync(new GetServerInfoRequest(), cancellationToken: Token)).Caller.StoredBytes.Used);
    }

    [Fact]
    public async Task Accounts_NoQuotasAndNobodyLooks_ForgetWhatIsGone()
    {
        await using var host = new GatewayHost([]);
        await host.InitializeAsync();
        var store = host.Get<IConnectionMultiplexer>().GetDatabase();
        for (var i = 0; i < 40; i++) await host.Get<JobFlow>().FailAsync((await host.SubmitAsync()).JobId, new Failure());
        // As of jobs that have expired: nobody gave back what they took.
        for (var i = 0; i < 400; i++) await store.HashSetAsync(Keys.BytesOf(""), $"j:gone{i}", "1000:0");

        for (var i = 0; i < 10; i++) await host.SubmitAsync();

        // Sixteen with each booking, one booking for the job and one for its corpus.
        Assert.InRange((await store.HashKeysAsync(Keys.BytesOf(""))).Count(f => f.ToString().StartsWith("j:gone", StringComparison.Ordinal)), 0, 350);
        Assert.Equal(10, await store.SortedSetLengthAsync(Keys.Unfinished));
        Assert.Equal(10, await store.SortedSetLengthAsync(Keys.UnfinishedOf("")));
    }

    private static async Task<(Job? Job, RpcException? Refusal)> TrySubmitAsync(KeyedHost keyed, string key)
    {
        try
        {
            return ((await new JobService.JobServiceClient(keyed.As(key)).SubmitJobAsync(Calls.Submission(), cancellationToken: Token)).Job, null);
        }
        catch (RpcException e)
        {
            return (null, e);
        }
    }

    private static async Task<Corpus> UploadAsync(CorpusService.CorpusServiceClient corpora, int bytes)
    {
        using var call = corpora.UploadCorpus(cancellationToken: Token);
        await call.RequestStream.TryWriteAsync(new UploadCorpusRequest { Header = new CorpusHeader { Format = CorpusFormat.Text } });
        await call.RequestStream.TryWriteAsync(new UploadCorpusRequest { Chunk = ByteString.CopyFromUtf8(string.Concat(Enumerable.Repeat("line word\n", bytes / 10))) });
        return await call.EndAsync();
    }

    private static async Task<(long Used, long Limit)> UsedAsync(KeyedHost keyed, string key, Func<CallerInfo, Quota> which)
    {
        var info = await new ServerService.ServerServiceClient(keyed.As(key)).GetServerInfoAsync(new GetServerInfoRequest(), cancellationToken: Token);
        return (which(info.Caller).Used, which(info.Caller).Limit);
    }

    /// <summary>When to try again.</summary>
    private static TimeSpan RequireExhausted(RpcException e, string reason)
    {
        Assert.True(e.StatusCode == StatusCode.ResourceExhausted, e.Status.ToString());
        Assert.Equal(reason, e.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason);
        var retry = e.GetRpcStatus()!.GetDetail<RetryInfo>();
        Assert.NotNull(retry);
        var delay = retry.RetryDelay.ToTimeSpan();
        Assert.True(delay > TimeSpan.Zero);
        return delay;
    }
}
