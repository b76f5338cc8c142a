using AttentionViz.Gateway.Tests.Fixtures;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.V1;
using Grpc.Core;

namespace AttentionViz.Gateway.Tests;

/// <summary>A watch that goes on at another gateway over the same store.</summary>
public sealed class WatchAcrossGatewaysTests(GatewayHost host)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WatchJob_ItsGatewayStopsMidway_GoesOnAtAnotherWithoutGapOrRepeat()
    {
        var job = await host.SubmitAsync();
        var (heads, record) = (host.Get<HeadStore>(), (await host.Get<JobStore>().FindAsync(job.JobId))!);
        await using var first = await host.AddInstanceAsync();
        var seen = new List<long>();
        using var call = first.Jobs.WatchJob(new WatchJobRequest { JobId = job.JobId }, cancellationToken: Token);
        Assert.True(await call.ResponseStream.MoveNext(Token));
        seen.Add(call.ResponseStream.Current.Sequence);
        for (var head = 0; head < 5; head++) await heads.WriteAsync(record, new HeadSummary { Head = head }, []);
        while (seen.Count < 4 && await call.ResponseStream.MoveNext(Token)) seen.Add(call.ResponseStream.Current.Sequence);

        // What comes while the gateway stops may reach the watcher or not: it knows the last it has.
        var more = Task.Run(async () =>
        {
            for (var head = 5; head < 60; head++) await heads.WriteAsync(record, new HeadSummary { Head = head }, []);
            await host.Get<JobFlow>().FailAsync(job.JobId, new Failure { Unit = JobUnit.Plan });
        }, Token);
        var stopping = first.StopAsync();
        await ReadUntilBrokenAsync(call, seen);
        await Task.WhenAll(more, stopping);

        if (seen[^1] < 62)
        {
            var rest = await host.Jobs.WatchJob(new WatchJobRequest { JobId = job.JobId, AfterSequence = seen[^1] }, cancellationToken: Token).ReadAllAsync();
            Assert.NotNull(rest[0].Snapshot);
            seen.AddRange(rest.Skip(1).Select(e => e.Sequence));
            Assert.Equal(JobState.Failed, rest[^1].StateChange.State);
        }

        Assert.Equal(Enumerable.Range(1, 62).Select(i => (long)i), seen);
    }

    private static async Task ReadUntilBrokenAsync(AsyncServerStreamingCall<WatchJobResponse> call, List<long> seen)
    {
        try
        {
            while (await call.ResponseStream.MoveNext(Token)) seen.Add(call.ResponseStream.Current.Sequence);
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.Unavailable or StatusCode.Cancelled or StatusCode.Internal)
        {
            // Broken off.
        }
    }
}
