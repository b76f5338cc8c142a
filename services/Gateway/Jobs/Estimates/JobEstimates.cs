using AttentionViz.Gateway.Hosting;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Jobs.Rates;
using AttentionViz.Pipeline.Store;
using AttentionViz.Pipeline.Tenants;
using AttentionViz.V1;
using Microsoft.Extensions.Options;

namespace AttentionViz.Gateway.Jobs.Estimates;

/// <summary>What a job would take; nothing is kept of the question.</summary>
internal sealed class JobEstimates(
    JobChecks checks, JobSizes sizes, RateStore rates, TenantAccounts accounts, JobStore jobs, IOptions<GatewayOptions> options, IOptions<StoreOptions> store)
{
    public async Task<EstimateJobResponse> EstimateAsync(EstimateJobRequest request, CancellationToken cancellationToken)
    {
        var job = await checks.CheckAsync(new SubmitJobRequest { Spec = request.Spec, InlineCorpus = request.InlineCorpus });
        var ttl = job.Spec.Ttl?.ToTimeSpan() ?? store.Value.JobTtl;
        var spec = JobSpecDefaults.Fill(job.Spec, job.Model, job.Corpus?.CorpusId ?? "", ttl, options.Value.DefaultTokenBudget);
        var planned = await rates.RecentAsync(Stage.Planning);
        var size = await sizes.MeasureAsync(job, spec, request.InlineCorpus, planned, cancellationToken);
        var heads = HeadSelection.Of(spec, job.Model).Count;
        var response = new EstimateJobResponse
        {
            Heads = heads,
            CorpusSequences = size.Tokens.Sequences,
            CorpusTokens = size.Tokens.Tokens,
            TokensBasis = size.Tokens.Basis,
            SampledTokens = size.Drawn.Tokens,
            StoreBytes = size.StoreBytes,
            PeakStoreBytes = size.PeakStoreBytes,
            JobsAhead = await AheadAsync(spec.Priority),
            Spec = spec,
        };
        if (job.Reused is null)
        {
            response.Stages.Add(StageTimes.Planning(planned, job.Model, size.Corpus));
            response.Stages.Add(StageTimes.Extracting(await rates.RecentAsync(Stage.Extracting), job.Model, size.Tokens.Tokens));
        }

        // Queries and keys; an encoder-decoder's heads have fewer.
        response.Stages.Add(StageTimes.Projecting(await rates.RecentAsync(Stage.Projecting), spec, job.Model, heads, 2.0 * size.Drawn.Tokens));
        return response;
    }

    private async Task<int> AheadAsync(JobPriority priority)
    {
        var unfinished = await Task.WhenAll((await accounts.ListUnfinishedJobsAsync()).Select(jobs.FindAsync));
        return unfinished.Count(job => job is not null && job.Spec.Priority >= priority);
    }
}
