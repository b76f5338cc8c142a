using System.Runtime.CompilerServices;
using AttentionViz.Cli.Running;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.V1;
using Grpc.Core;

namespace AttentionViz.Cli.Remote;

/// <summary>The events of a job until its final state, across broken connections.</summary>
internal static class JobWatcher
{
    public static async IAsyncEnumerable<WatchJobResponse> WatchAsync(
        GatewayClient gateway, string jobId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var retries = new Retries(gateway.Clock);
        long after = 0;
        var connectedOnce = false;
        while (true)
        {
            using var call = gateway.Jobs.WatchJob(new WatchJobRequest { JobId = jobId, AfterSequence = after }, cancellationToken: cancellationToken);
            while (await NextAsync(call, cancellationToken) is { } happened)
            {
                connectedOnce = true;
                retries.Reset();
                after = Math.Max(after, happened.Sequence);
                yield return happened;
                if (IsLast(happened)) yield break;
            }

            if (retries.Exhausted)
                throw new ToolException(ExitCode.Failed, $"the gateway ends the watch of job {jobId} again and again; look at it later with 'attentionviz watch {jobId}'");
            await retries.WaitAsync(cancellationToken);
        }

        async Task<WatchJobResponse?> NextAsync(AsyncServerStreamingCall<WatchJobResponse> call, CancellationToken token)
        {
            try
            {
                return await call.ResponseStream.MoveNext(token) ? call.ResponseStream.Current : null;
            }
            catch (RpcException e) when (connectedOnce && retries.Allows(e))
            {
                return null;
            }
        }
    }

    private static bool IsLast(WatchJobResponse happened) => happened.EventCase switch
    {
        WatchJobResponse.EventOneofCase.Snapshot => happened.Snapshot.State.IsFinal(),
        WatchJobResponse.EventOneofCase.StateChange => happened.StateChange.State.IsFinal(),
        _ => false,
    };
}
