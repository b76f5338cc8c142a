using AttentionViz.Cli.Local;
using AttentionViz.V1;
using Grpc.Core;

namespace AttentionViz.Cli.Remote;

/// <summary>Uploads a corpus, then submits a job over it.</summary>
internal static class Submission
{
    public static async Task<Job> SendAsync(GatewayClient gateway, CorpusSource? corpus, JobSpec spec, string requestId, CancellationToken cancellationToken)
    {
        if (corpus is not null) spec.CorpusId = (await CorpusUpload.SendAsync(gateway, corpus, cancellationToken)).CorpusId;
        try
        {
            var request = new SubmitJobRequest { RequestId = requestId, Spec = spec };
            return (await gateway.Jobs.SubmitJobAsync(request, cancellationToken: cancellationToken)).Job;
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.InvalidArgument or StatusCode.NotFound or StatusCode.FailedPrecondition)
        {
            if (corpus is not null) await ForgetAsync(gateway, spec.CorpusId);
            throw;
        }
    }

    /// <summary>What a job would take. The corpus is uploaded to be counted, and removed again.</summary>
    /// <param name="corpus">Null where that of an earlier job is used.</param>
    public static async Task<EstimateJobResponse> EstimateAsync(GatewayClient gateway, CorpusSource? corpus, JobSpec spec, CancellationToken cancellationToken)
    {
        if (corpus is not null) spec.CorpusId = (await CorpusUpload.SendAsync(gateway, corpus, cancellationToken)).CorpusId;
        try
        {
            return await gateway.Jobs.EstimateJobAsync(new EstimateJobRequest { Spec = spec }, cancellationToken: cancellationToken);
        }
        finally
        {
            if (corpus is not null) await ForgetAsync(gateway, spec.CorpusId);
        }
    }

    /// <summary>A refused job leaves no corpus behind; that this may fail must not hide the refusal.</summary>
    private static async Task ForgetAsync(GatewayClient gateway, string corpusId)
    {
        try
        {
            await gateway.Corpora.DeleteCorpusAsync(new DeleteCorpusRequest { CorpusId = corpusId });
        }
        catch (RpcException)
        {
            // It expires by itself.
        }
    }
}
