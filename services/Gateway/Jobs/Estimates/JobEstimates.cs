using AttentionViz.Gateway.Hosting;
using AttentionViz.Pipeline.Corpora;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Jobs.Rates;
using AttentionViz.Pipeline.Store;
using AttentionViz.V1;
using Microsoft.Extensions.Options;

namespace AttentionViz.Gateway.Jobs.Estimates;

/// <summary>What a job would take; nothing is kept of the question.</summary>
internal sealed class JobEstimates(
    JobChecks checks, CorpusMeasure measure, RateStore rates, JobStore jobs,
    IOptions<GatewayOptions> options, IOptions<StoreOptions> store, IOptions<CorpusLimits> limits)
{
    public async Task<EstimateJobResponse> EstimateAsync(EstimateJobRequest request, CancellationToken cancellationToken)
    {
        var job = await checks.CheckAsync(new SubmitJobRequest { Spec = request.Spec, InlineCorpus = request.InlineCorpus });
        var corpus = job.Corpus is { } kept ? CorpusMeasure.Of(kept) : await measure.CountAsync(request.InlineCorpus, cancellationToken);
        var ttl = job.Spec.Ttl?.ToTimeSpan() ?? store.Value.JobTtl;
        var spec = JobSpecDefaults.Fill(job.Spec, job.Model, job.Corpus?.CorpusId ?? "", ttl, options.Value.DefaultTokenBudget);
        var planned = await rates.RecentAsync(Stage.Planning);
        var tokens = TokenEstimate.Of(spec, job.Model, corpus, await CountAsync(job, spec, corpus), planned);
        var drawn = tokens.Drawn(spec.TokenBudget);
        var size = StoreSize.Of(spec, job.Model, Shards(corpus), corpus.Sequences, corpus.Format == CorpusFormat.ImageZip ? 0 : corpus.Bytes, drawn);
        var heads = HeadSelection.Of(spec, job.Model).Count;
        var response = new EstimateJobResponse
        {
            Heads = heads,
            CorpusSequences = tokens.Sequences,
            CorpusTokens = tokens.Tokens,
            TokensBasis = tokens.Basis,
            SampledTokens = drawn.Tokens,
            StoreBytes = size.Rest + (spec.RetainVectors ? size.Vectors : 0),
            PeakStoreBytes = size.Rest + size.Vectors + (job.Reused is null ? size.Unmerged : 0),
            JobsAhead = await AheadAsync(spec.Priority),
            Spec = spec,
        };
        if (job.Reused is null)
        {
            response.Stages.Add(StageTimes.Planning(planned, job.Model, corpus));
            response.Stages.Add(StageTimes.Extracting(await rates.RecentAsync(Stage.Extracting), job.Model, tokens.Tokens));
        }

        // Queries and keys; an encoder-decoder's heads have fewer.
        response.Stages.Add(StageTimes.Projecting(await rates.RecentAsync(Stage.Projecting), spec, job.Model, heads, 2.0 * drawn.Tokens));
        return response;
    }

    /// <summary>Counted by the job whose vectors are reused, or by any over the same corpus.</summary>
    private async Task<CorpusCount?> CountAsync(CheckedJob job, JobSpec spec, CorpusSize corpus)
    {
        if (job.Reused is not null && await jobs.ReadAsync(job.Reused.JobId) is { } earlier) return new CorpusCount(earlier.CorpusSequences, earlier.CorpusTokens);
        return await rates.CountAsync(corpus.Sha256, job.Model.Sha256, spec);
    }

    private long Shards(CorpusSize corpus) => corpus.Format == CorpusFormat.ImageZip
        ? Math.Max(Ceiling(corpus.Sequences, limits.Value.ShardSequences), Ceiling(corpus.Bytes, limits.Value.ShardImageBytes))
        : Math.Max(Ceiling(corpus.Sequences, limits.Value.ShardSequences), Ceiling(corpus.Bytes, limits.Value.ShardBytes));

    private static long Ceiling(long all, long each) => (all + each - 1) / each;

    private async Task<int> AheadAsync(JobPriority priority)
    {
        var unfinished = await Task.WhenAll((await jobs.ListUnfinishedAsync()).Select(jobs.FindAsync));
        return unfinished.Count(job => job is not null && job.Spec.Priority >= priority);
    }
}
