using AttentionViz.Cli.Remote;
using AttentionViz.Cli.Running;
using AttentionViz.V1;
using Grpc.Core;

namespace AttentionViz.Cli.Progress;

/// <summary>Watches a job to its end and shows how far it is.</summary>
internal static class JobFollower
{
    /// <summary>The exit code that the job's end calls for, once it is there; a failure is reported.</summary>
    public static async Task<int> FollowAsync(Terminal terminal, GatewayClient gateway, string jobId, CancellationToken cancellationToken)
    {
        var view = new JobView();
        var watched = PumpAsync(view, gateway, jobId, cancellationToken);
        await (terminal.Interactive
            ? new LiveProgress(terminal.Console, terminal.Clock).RunAsync(view, watched)
            : new PlainProgress(terminal.Out, terminal.Clock).RunAsync(view, watched));
        await watched;
        terminal.Out.WriteLine($"job {jobId} {Options.Words.Of(view.State)}");
        await ShowSkippedAsync(terminal, gateway, jobId, cancellationToken);
        if (view.Failure is { } failure) terminal.Error.WriteLine($"error: {failure.Unit}: {failure.Message} ({failure.Reason})");
        return view.State == JobState.Succeeded ? ExitCode.Done : ExitCode.Failed;
    }

    /// <summary>Whatever the end: of a failed job it may be the reason.</summary>
    private static async Task ShowSkippedAsync(Terminal terminal, GatewayClient gateway, string jobId, CancellationToken cancellationToken)
    {
        try
        {
            var job = (await gateway.Jobs.GetJobAsync(new GetJobRequest { JobId = jobId }, cancellationToken: cancellationToken)).Job;
            SkippedText.Write(job.SkippedSequences, job.FirstSkipped, terminal.Out);
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.Unavailable or StatusCode.NotFound)
        {
            // Out of reach, or deleted by now: how the job ended is known all the same.
        }
    }

    private static async Task PumpAsync(JobView view, GatewayClient gateway, string jobId, CancellationToken cancellationToken)
    {
        await foreach (var happened in JobWatcher.WatchAsync(gateway, jobId, cancellationToken))
        {
            view.Apply(happened);
            // Events carry no totals; they are settled once planning is done.
            if (view.WantsTotals) await ShowTotalsAsync(view, gateway, jobId, cancellationToken);
        }
    }

    private static async Task ShowTotalsAsync(JobView view, GatewayClient gateway, string jobId, CancellationToken cancellationToken)
    {
        try
        {
            var job = (await gateway.Jobs.GetJobAsync(new GetJobRequest { JobId = jobId }, cancellationToken: cancellationToken)).Job;
            if (job.CorpusSequences > 0) view.ShowTotals(job);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable)
        {
            // The watch outlives a broken connection; the next event asks again.
        }
    }
}
