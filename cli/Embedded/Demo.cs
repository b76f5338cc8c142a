using AttentionViz.Cli.Local;
using AttentionViz.Cli.Progress;
using AttentionViz.Cli.Remote;
using AttentionViz.Cli.Running;
using AttentionViz.Cli.Tables;
using AttentionViz.V1;
using Grpc.Core;
using Spectre.Console;

namespace AttentionViz.Cli.Embedded;

/// <summary>The main job on an embedded host, as any client would run it.</summary>
internal sealed class Demo(Terminal terminal, EmbeddedHost host)
{
    /// <summary>What a model of the host reads.</summary>
    public async Task<ModelInput> InputOfAsync(string model, CancellationToken cancellationToken)
    {
        using var gateway = Connect();
        return (await gateway.Models.GetModelAsync(new GetModelRequest { ModelId = model }, cancellationToken: cancellationToken)).Model.Input;
    }

    /// <summary>The exit code that the job's end calls for.</summary>
    public async Task<int> RunAsync(CorpusSource corpus, JobSpec spec, CancellationToken cancellationToken)
    {
        using var gateway = Connect();
        var job = await Submission.SendAsync(gateway, corpus, spec, "", cancellationToken);
        terminal.Out.WriteLine($"job {job.JobId}: model {spec.ModelId}, corpus {corpus.Name}, {Maps(spec)} of every head");
        var code = await FollowAsync(gateway, job.JobId, cancellationToken);
        if (code != ExitCode.Done) return code;
        var atlas = (await gateway.Atlases.GetAtlasAsync(new GetAtlasRequest { JobId = job.JobId }, cancellationToken: cancellationToken)).Atlas;
        terminal.Console.Write(HeadTable.Of(atlas));
        terminal.Out.WriteLine(HeadTable.Legend);
        terminal.Out.WriteLine();
        return code;
    }

    /// <summary>An interrupted demo cancels its job: a host stops sooner when its workers have nothing to do.</summary>
    private async Task<int> FollowAsync(GatewayClient gateway, string jobId, CancellationToken cancellationToken)
    {
        try
        {
            return await JobFollower.FollowAsync(terminal, gateway, jobId, cancellationToken);
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested && e is RpcException or OperationCanceledException)
        {
            await gateway.Jobs.CancelJobAsync(new CancelJobRequest { JobId = jobId }, cancellationToken: CancellationToken.None);
            throw;
        }
    }

    /// <summary>The host asks for keys when the environment gave it some.</summary>
    private GatewayClient Connect() => new(host.Grpc, terminal.Clock, terminal.Variables(Options.ApiKeyOption.Variable));

    private static string Maps(JobSpec spec) => string.Join(", ", spec.Maps.Select(Options.Words.Title));
}
