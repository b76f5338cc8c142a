using AttentionViz.Gateway.Tests.Fixtures;
using AttentionViz.Testing;
using AttentionViz.V1;
using Google.Rpc;
using Grpc.Core;

namespace AttentionViz.Gateway.Tests.Security;

public sealed class LimitTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_FasterThanTheRate_AreRefusedWithRetryInfo()
    {
        await using var keyed = await KeyedHost.StartAsync(new() { ["Gateway:Quotas:CallsPerSecond"] = "0.01", ["Gateway:Quotas:Burst"] = "3" });
        var models = new ModelService.ModelServiceClient(keyed.As(KeyedHost.Alice));
        for (var i = 0; i < 3; i++) await models.ListModelsAsync(new ListModelsRequest(), cancellationToken: Token);

        Assert.InRange(await RefusedAsync(async () => await models.ListModelsAsync(new ListModelsRequest(), cancellationToken: Token), "RATE_LIMITED"), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(100));
        // Streams too, and another key of the same tenant; another tenant has a rate of its own.
        await RefusedAsync(() => new JobService.JobServiceClient(keyed.As(KeyedHost.AliceReads)).WatchJob(new WatchJobRequest { JobId = "any" }, cancellationToken: Token).ReadAllAsync(), "RATE_LIMITED");
        await new ModelService.ModelServiceClient(keyed.As(KeyedHost.Bob)).ListModelsAsync(new ListModelsRequest(), cancellationToken: Token);
    }

    [Fact]
    public async Task Calls_WithWrongKeys_AreCountedByAddress()
    {
        await using var keyed = await KeyedHost.StartAsync(new() { ["Gateway:Quotas:CallsPerSecond"] = "0.01", ["Gateway:Quotas:Burst"] = "3" });
        var guesses = new ModelService.ModelServiceClient(keyed.As("avz_wrong"));
        for (var i = 0; i < 3; i++)
            await Faults.AssertAsync(async () => await guesses.ListModelsAsync(new ListModelsRequest(), cancellationToken: Token), StatusCode.Unauthenticated, "KEY_UNKNOWN");

        await RefusedAsync(async () => await guesses.ListModelsAsync(new ListModelsRequest(), cancellationToken: Token), "RATE_LIMITED");
        await new ModelService.ModelServiceClient(keyed.As(KeyedHost.Bob)).ListModelsAsync(new ListModelsRequest(), cancellationToken: Token);
    }

    [Fact]
    public async Task WatchJob_MoreThanAtOnce_IsRefusedUntilOneEnds()
    {
        await using var host = new GatewayHost(new() { ["Gateway:Limits:ConcurrentWatches"] = "2" });
        await host.InitializeAsync();
        var job = await host.SubmitAsync();
        var request = new WatchJobRequest { JobId = job.JobId };
        using var first = host.Jobs.WatchJob(request, cancellationToken: Token);
        using var second = host.Jobs.WatchJob(request, cancellationToken: Token);
        Assert.True(await first.ResponseStream.MoveNext(Token));
        Assert.True(await second.ResponseStream.MoveNext(Token));

        await RefusedAsync(() => host.Jobs.WatchJob(request, cancellationToken: Token).ReadAllAsync(), "TOO_MANY_AT_ONCE");
        // Watches leave calls alone.
        await host.Jobs.GetJobAsync(new GetJobRequest { JobId = job.JobId }, cancellationToken: Token);

        first.Dispose();
        await Eventually.HoldsAsync(
            async () =>
            {
                using var third = host.Jobs.WatchJob(request, cancellationToken: Token);
                try
                {
                    return await third.ResponseStream.MoveNext(Token);
                }
                catch (RpcException e) when (e.StatusCode == StatusCode.ResourceExhausted)
                {
                    return false;
                }
            },
            "the place of the watch that ended is free", Token);
    }

    [Fact]
    public async Task UploadCorpus_MoreThanAtOnce_IsRefused()
    {
        await using var host = new GatewayHost(new() { ["Gateway:Limits:ConcurrentUploads"] = "1" });
        await host.InitializeAsync();
        using var one = host.Corpora.UploadCorpus(cancellationToken: Token);
        using var other = host.Corpora.UploadCorpus(cancellationToken: Token);

        // Whichever came first stays open; neither was completed.
        var refused = await Task.WhenAny(one.ResponseAsync, other.ResponseAsync);
        var e = await Assert.ThrowsAsync<RpcException>(() => refused);
        Assert.Equal(StatusCode.ResourceExhausted, e.StatusCode);
        Assert.NotNull(e.GetRpcStatus()!.GetDetail<RetryInfo>());
        Assert.False((refused == one.ResponseAsync ? other : one).ResponseAsync.IsCompleted);
    }

    [Fact]
    public async Task Call_DeadlineWithinIt_IsAnsweredAsSuch()
    {
        await using var host = new GatewayHost([]);
        await host.InitializeAsync();
        var job = await host.SubmitAsync();
        // A watch of a job that goes on would never end by itself.
        using var watch = host.Jobs.WatchJob(new WatchJobRequest { JobId = job.JobId }, deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(300), cancellationToken: Token);
        var e = await Assert.ThrowsAsync<RpcException>(() => watch.ReadAllAsync());
        Assert.Equal(StatusCode.DeadlineExceeded, e.StatusCode);
    }

    [Fact]
    public async Task GetServerInfo_NothingConfigured_TellsWhatTheServerTakes()
    {
        await using var host = new GatewayHost([]);
        await host.InitializeAsync();
        var info = await new ServerService.ServerServiceClient(host.Channel).GetServerInfoAsync(new GetServerInfoRequest(), cancellationToken: Token);

        Assert.Equal(("", Scope.Admin), (info.Caller.Tenant, info.Caller.Scope));
        Assert.Equal(
            (GatewayHost.MaxCorpusBytes, 4096, 200_000, 1000), (info.Limits.CorpusBytes, info.Limits.AttentionBytes, info.Limits.TokenBudget, info.Limits.DefaultTokenBudget));
        Assert.Equal((4L << 20, 1L << 20, 1L << 20), (info.Limits.RequestBytes, info.Limits.UploadChunkBytes, info.Limits.InlineCorpusBytes));
        Assert.Equal((1000, 1000, 16, 512), (info.Limits.UnfinishedJobs, info.Limits.ConcurrentCalls, info.Limits.ProjectedSequences, info.Limits.ProjectedTokens));
        Assert.Equal(7 * 86400, info.Limits.JobTtl.Seconds);
        Assert.Matches(@"^\d+\.\d+\.\d+$", info.Version);

        // Stated limits are those that hold.
        var request = Calls.Submission(r => r.Spec.Ttl = new Google.Protobuf.WellKnownTypes.Duration { Seconds = info.Limits.MaxJobTtl.Seconds + 1 });
        await Faults.AssertAsync(async () => await host.Jobs.SubmitJobAsync(request, cancellationToken: Token), StatusCode.InvalidArgument, "INVALID_JOB_SPEC");
        request.Spec.Ttl.Seconds--;
        await host.Jobs.SubmitJobAsync(request, cancellationToken: Token);
    }

    private static async Task<TimeSpan> RefusedAsync(Func<Task> call, string reason)
    {
        var e = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal((StatusCode.ResourceExhausted, reason), (e.StatusCode, e.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason));
        return e.GetRpcStatus()!.GetDetail<RetryInfo>()!.RetryDelay.ToTimeSpan();
    }
}
