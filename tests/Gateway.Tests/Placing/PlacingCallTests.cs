using System.Runtime.InteropServices;
using AttentionViz.Gateway.Tests.Fixtures;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Messages;
using AttentionViz.Testing;
using AttentionViz.V1;
using Google.Rpc;
using Grpc.Core;
using MassTransit;

namespace AttentionViz.Gateway.Tests.Placing;

/// <summary>A call of ProjectSequences with workers played by the test: what goes on, what ends it, and what is left.</summary>
public sealed class PlacingCallTests(GatewayHost host)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ProjectSequences_WorkersAnswer_SendsTokensThenEachHeadOnceWithItsAttention()
    {
        var job = await SeededJob.CreateAsync(host, change: m => m.Layers[1].HasBias = true);
        var worker = new PlacingWorker(host, job);
        var call = Call(job, r => r.WithAttention = true).ReadAllAsync();
        var placing = await worker.TakeAsync();
        Assert.Equal(job.Record.Spec.Maps, placing.Wanted.Maps);
        Assert.Equal("one two", Assert.Single((await worker.Store.ReadSequencesAsync(placing.PlacingId))!).Text);

        await worker.WriteTokensAsync(placing);
        var rows = await worker.DoAsync(placing);
        var parts = await call;

        Assert.Equal(PlacingWorker.Tokens, parts[0].Tokens.TotalRows);
        Assert.Equal(job.Record.Heads().Select(h => (h.Layer, h.Head)), parts.Skip(1).Select(p => (p.Head.Layer, p.Head.Head)).Order());
        foreach (var head in parts.Skip(1).Select(p => p.Head))
        {
            // Layer 1 adds a bias, so that queries and keys alone do not tell.
            Assert.Equal(head.Layer == 0 ? 1 : 0, head.Attention.Count);
            if (head.Layer > 0) continue;
            var weights = MemoryMarshal.Cast<byte, float>(head.Attention[0].Weights.Data.Span).ToArray();
            var expected = CausalSoftmax(rows[(VectorPart.Query, 0, head.Head)], rows[(VectorPart.Key, 0, head.Head / 2)], 0.3);
            Assert.All(expected.Zip(weights), w => Assert.Equal(w.First, w.Second, 1e-5));
        }

        Assert.Null(await worker.FindAsync());
    }

    [Fact]
    public async Task ProjectSequences_NobodyAnswers_EndsUnavailableAndLeavesNothing()
    {
        var job = await SeededJob.CreateAsync(host);
        var worker = new PlacingWorker(host, job);

        await Faults.AssertAsync(() => Call(job).ReadAllAsync(), StatusCode.Unavailable, "WORKERS_SILENT", "nothing came from an extractor for 2 s");

        Assert.Null(await worker.FindAsync());
        Assert.Empty(await host.KeysAsync("av:*:placed"));
    }

    [Fact]
    public async Task ProjectSequences_ProjectorStaysAway_EndsUnavailableAfterTheTokens()
    {
        var job = await SeededJob.CreateAsync(host);
        var worker = new PlacingWorker(host, job);
        var call = Call(job).ReadAllAsync();
        var placing = await worker.TakeAsync();
        await worker.WriteTokensAsync(placing);

        await Faults.AssertAsync(() => call, StatusCode.Unavailable, "WORKERS_SILENT", "from a projector");

        // A worker that comes too late writes nothing.
        await worker.WriteHeadAsync(placing, new HeadRef());
        await worker.Store.WriteRowsAsync(placing, 0, [VectorRows.Of(new float[8], 8)], [], []);
        Assert.Empty(await host.KeysAsync($"av:{{{placing.PlacingId}}}*"));
    }

    [Fact]
    public async Task ProjectSequences_WorkerRefusesASequence_NamesIt()
    {
        var job = await SeededJob.CreateAsync(host);
        var worker = new PlacingWorker(host, job);
        var call = Call(job).ReadAllAsync();
        var failure = new Failure { Code = 3, Reason = "SEQUENCE_UNFIT", Message = "has token id 9 at position 0", Unit = "sequences[0]" };
        await worker.Results.FailAsync(await worker.TakeAsync(), failure);

        var violations = await Faults.AssertAsync(() => call, StatusCode.InvalidArgument, "SEQUENCE_UNFIT", "sequences[0] has token id 9");

        Assert.Equal(["sequences[0]: has token id 9 at position 0"], violations);
    }

    [Fact]
    public async Task ProjectSequences_WorkGivenUpByTheBus_EndsInternal()
    {
        var job = await SeededJob.CreateAsync(host);
        var worker = new PlacingWorker(host, job);
        var call = Call(job).ReadAllAsync();
        var placing = await worker.TakeAsync();

        await host.Get<IBus>().Publish<Fault<PlaceHead>>(new { Message = new PlaceHead(placing.PlacingId, 1, 0), Exceptions = new[] { new { ExceptionType = "T", Message = "inner workings" } } }, Token);

        var refused = await Assert.ThrowsAsync<RpcException>(() => call);
        Assert.Equal((StatusCode.Internal, "PLACING_FAILED"), (refused.StatusCode, refused.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason));
        Assert.StartsWith("placing L1 H0 failed at every retry", refused.Status.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("inner workings", refused.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProjectSequences_MoreAttentionThanOneMessageHolds_SaysSoFirst()
    {
        var job = await SeededJob.CreateAsync(host);
        var worker = new PlacingWorker(host, job);
        var call = Call(job, r => r.WithAttention = true).ReadAllAsync();
        await worker.WriteTokensAsync(await worker.TakeAsync(), 33);

        await Faults.AssertAsync(() => call, StatusCode.ResourceExhausted, "ATTENTION_TOO_LARGE", "makes 4356 bytes a head, more than 4096");
    }

    [Fact]
    public async Task ProjectSequences_CancelledOrPastItsDeadline_LeavesNothing()
    {
        var job = await SeededJob.CreateAsync(host);
        var worker = new PlacingWorker(host, job);
        using var give = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using var cancelled = host.Explore.ProjectSequences(Request(job), cancellationToken: give.Token);
        await worker.TakeAsync();
        await give.CancelAsync();
        await Eventually.HoldsAsync(async () => await worker.FindAsync() is null, "the cancelled call left nothing", Token);

        using var late = host.Explore.ProjectSequences(Request(job), deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(300), cancellationToken: Token);
        var e = await Assert.ThrowsAsync<RpcException>(() => late.ResponseStream.MoveNext(Token));
        Assert.Equal(StatusCode.DeadlineExceeded, e.StatusCode);
        await Eventually.HoldsAsync(async () => await worker.FindAsync() is null, "the late call left nothing", Token);
    }

    private static ProjectSequencesRequest Request(SeededJob job) => new() { JobId = job.JobId, Sequences = { new NewSequence { Text = "one two" } } };

    private AsyncServerStreamingCall<ProjectSequencesResponse> Call(SeededJob job, Action<ProjectSequencesRequest>? change = null)
    {
        var request = Request(job);
        change?.Invoke(request);
        return host.Explore.ProjectSequences(request, cancellationToken: Token);
    }

    private static double[] CausalSoftmax(float[] queries, float[] keys, double scale)
    {
        const int Width = SeededJob.Width;
        var n = queries.Length / Width;
        var weights = new double[n * n];
        for (var i = 0; i < n; i++)
        {
            var exps = Enumerable.Range(0, i + 1).Select(j => Math.Exp(scale * Enumerable.Range(0, Width).Sum(d => (double)queries[(i * Width) + d] * keys[(j * Width) + d]))).ToArray();
            for (var j = 0; j <= i; j++) weights[(i * n) + j] = exps[j] / exps.Sum();
        }

        return weights;
    }
}
