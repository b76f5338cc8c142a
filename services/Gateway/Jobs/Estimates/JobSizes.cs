using AttentionViz.Pipeline.Corpora;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Jobs.Rates;
using AttentionViz.V1;
using Microsoft.Extensions.Options;

namespace AttentionViz.Gateway.Jobs.Estimates;

/// <summary>How much work a job is, and how many bytes it takes.</summary>
/// <param name="Drawn">Sequences and tokens of the sample.</param>
/// <param name="StoreBytes">Once it has ended, without its corpus.</param>
/// <param name="PeakStoreBytes">While it runs.</param>
internal sealed record JobSize(CorpusSize Corpus, TokenEstimate Tokens, (long Sequences, long Tokens) Drawn, long StoreBytes, long PeakStoreBytes);

/// <summary>Sizes of jobs before they run: for those who ask, and for quotas.</summary>
internal sealed class JobSizes(CorpusMeasure measure, RateStore rates, JobStore jobs, IOptions<CorpusLimits> limits)
{
    /// <param name="spec">With every default filled in.</param>
    /// <param name="inline">The corpus of a job that brings its own.</param>
    /// <param name="planned">Recent samples of planning.</param>
    /// <exception cref="Grpc.Core.RpcException">The inline corpus cannot be read.</exception>
    public async Task<JobSize> MeasureAsync(CheckedJob job, JobSpec spec, InlineCorpus? inline, IReadOnlyList<StageSample> planned, CancellationToken cancellationToken)
    {
        var corpus = job.Corpus is { } kept ? CorpusMeasure.Of(kept) : await measure.CountAsync(inline!, cancellationToken);
        var tokens = TokenEstimate.Of(spec, job.Model, corpus, await CountAsync(job, spec, corpus), planned);
        var drawn = tokens.Drawn(spec.TokenBudget);
        var size = StoreSize.Of(spec, job.Model, Shards(corpus), corpus.Sequences, corpus.Format == CorpusFormat.ImageZip ? 0 : corpus.Bytes, drawn);
        return new JobSize(
            corpus, tokens, drawn, size.Rest + (spec.RetainVectors ? size.Vectors : 0), size.Rest + size.Vectors + (job.Reused is null ? size.Unmerged : 0));
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
}
