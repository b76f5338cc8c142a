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
        var lengths = new List<SequenceLengths[]>();
        long truncated = 0, sequences = 0;
        for (var shard = 0; shard < shards; shard++)
        {
            stop.ThrowIfCancellationRequested();
            var encoded = JobModels.Encode(encoder, await corpora.ReadShardAsync(job.Spec.CorpusId, shard));
            lengths.Add([.. encoded.Select(s => new SequenceLengths(s.Length, s.SourceLength))]);
            truncated += encoded.Count(s => s.Truncated);
            sequences += encoded.Count;
            await progress.ReportAsync(job, Stage.Planning, "corpus", sequences);
        }

        var plan = Draw(lengths, job.Spec.TokenBudget, job.Spec.Seed);
        CheckPerplexity(job, plan);
        await plans.WriteAsync(job, plan);
        await progress.SetTotalsAsync(
            job, sequences, plan.Sum(s => s.Tokens), plan.Sum(s => s.Sampled.Length), plan.Sum(s => (long)s.Rows), truncated);
        await progress.BeginAsync(job, Stage.Extracting, plan.Sum(s => s.Tokens));
        return shards;
    }

    private static List<ShardPlan> Draw(IReadOnlyList<SequenceLengths[]> lengths, int tokenBudget, ulong seed)
    {
        int[] all = [.. lengths.SelectMany(l => l).Select(l => l.Tokens)];
        var drawn = SequenceSampler.Choose(all, tokenBudget, seed).ToHashSet();
        var plan = new List<ShardPlan>();
        long row = 0;
        var first = 0;
        foreach (var shard in lengths)
        {
            int[] sampled = [.. Enumerable.Range(0, shard.Length).Where(i => drawn.Contains(first + i))];
            var sides = shard.Any(l => l.Source is not null);
            plan.Add(new ShardPlan(shard.Sum(l => (long)l.Tokens), sampled, [.. sampled.Select(i => shard[i].Tokens)], row)
            {
                SourceLengths = sides ? [.. sampled.Select(i => shard[i].Source ?? 0)] : null,
            });
            row += plan[^1].Rows;
            first += shard.Length;
        }

        return plan;
    }

    private static void CheckPerplexity(JobRecord job, List<ShardPlan> plan)
    {
        if (plan.Sum(s => s.Rows) == 0)
            throw new JobFaultException(JobFaultException.InvalidArgument, "CORPUS_WITHOUT_TOKENS", "the tokenizer found no token in the sequences drawn; check that the corpus is text this model reads");
        var wanted = job.Heads().Select(h => h.Layer).ToHashSet();
        // Heads of an encoder-decoder differ in queries and keys; the one with the fewest decides.
        var points = job.Model.Layers.Where(l => wanted.Contains(l.Layer)).Min(l => plan.Sum(s => s.RowsOf(l.QuerySide) + s.RowsOf(l.KeySide)));
        if (job.Spec.Tsne is { HasPerplexity: true } tsne && 3 * tsne.Perplexity >= points)
            throw new JobFaultException(
                JobFaultException.InvalidArgument, "PERPLEXITY_TOO_LARGE",
                $"tsne.perplexity is {tsne.Perplexity}, but the {points} points drawn allow less than {points / 3.0:0.#}; lower it or raise token_budget");
    }

    /// <param name="Source">Source tokens; null where the model is fed by one sequence.</param>
    private readonly record struct SequenceLengths(int Tokens, int? Source);
}
