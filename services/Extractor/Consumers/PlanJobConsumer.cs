using AttentionViz.Extractor.Models;
using AttentionViz.Numerics.Sampling;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Corpora;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Messages;
using AttentionViz.V1;
using MassTransit;

namespace AttentionViz.Extractor.Consumers;

/// <summary>
/// Tokenizes the whole corpus once, before the model runs, so that what is drawn and which row it
/// gets is settled whatever the number or order of workers.
/// </summary>
public sealed class PlanJobConsumer(
    UnitRunner units, JobModels models, CorpusStore corpora, PlanStore plans, JobProgress progress, JobFlow flow) : IConsumer<PlanJob>
{
    public Task Consume(ConsumeContext<PlanJob> context) => units.RunAsync(
        context.Message.JobId, JobUnit.Plan,
        async (job, stop) => await flow.PlannedAsync(job.JobId, await PlanAsync(job, stop), context, context.CancellationToken),
        async job => await flow.PlannedAsync(job.JobId, await corpora.CountShardsAsync(job.Spec.CorpusId), context, context.CancellationToken),
        context.CancellationToken);

    /// <summary>Number of shards planned.</summary>
    private async Task<int> PlanAsync(JobRecord job, CancellationToken stop)
    {
        using var loaded = await models.GetAsync(job, stop);
        var encoder = JobModels.EncoderOf(job, loaded);
        await progress.BeginAsync(job, Stage.Planning, job.Corpus.Sequences);
        var shards = await corpora.CountShardsAsync(job.Spec.CorpusId);
        var lengths = new List<int[]>();
        long truncated = 0, sequences = 0;
        for (var shard = 0; shard < shards; shard++)
        {
            stop.ThrowIfCancellationRequested();
            var encoded = JobModels.Encode(encoder, await corpora.ReadShardAsync(job.Spec.CorpusId, shard));
            lengths.Add([.. encoded.Select(s => s.Length)]);
            truncated += encoded.Count(s => s.Truncated);
            sequences += encoded.Count;
            await progress.ReportAsync(job, Stage.Planning, "corpus", sequences);
        }

        var plan = Draw(lengths, job.Spec.TokenBudget, job.Spec.Seed);
        CheckPerplexity(job, plan.Sum(s => s.Rows));
        await plans.WriteAsync(job, plan);
        await progress.SetTotalsAsync(
            job, sequences, plan.Sum(s => s.Tokens), plan.Sum(s => s.Sampled.Length), plan.Sum(s => (long)s.Rows), truncated);
        await progress.BeginAsync(job, Stage.Extracting, plan.Sum(s => s.Tokens));
        return shards;
    }

    private static List<ShardPlan> Draw(IReadOnlyList<int[]> lengths, int tokenBudget, ulong seed)
    {
        int[] all = [.. lengths.SelectMany(l => l)];
        var drawn = SequenceSampler.Choose(all, tokenBudget, seed).ToHashSet();
        var plan = new List<ShardPlan>();
        long row = 0;
        var first = 0;
        foreach (var shard in lengths)
        {
            int[] sampled = [.. Enumerable.Range(0, shard.Length).Where(i => drawn.Contains(first + i))];
            plan.Add(new ShardPlan(shard.Sum(l => (long)l), sampled, [.. sampled.Select(i => shard[i])], row));
            row += plan[^1].Rows;
            first += shard.Length;
        }

        return plan;
    }

    private static void CheckPerplexity(JobRecord job, int rows)
    {
        if (rows == 0)
            throw new JobFaultException(JobFaultException.InvalidArgument, "CORPUS_WITHOUT_TOKENS", "the tokenizer found no token in the sequences drawn; check that the corpus is text this model reads");
        if (job.Spec.Tsne is { HasPerplexity: true } tsne && 3 * tsne.Perplexity >= 2 * rows)
            throw new JobFaultException(
                JobFaultException.InvalidArgument, "PERPLEXITY_TOO_LARGE",
                $"tsne.perplexity is {tsne.Perplexity}, but the {2 * rows} points drawn allow less than {2 * rows / 3.0:0.#}; lower it or raise token_budget");
    }
}
