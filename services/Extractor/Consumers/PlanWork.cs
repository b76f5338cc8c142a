using AttentionViz.Extractor.Extraction;
using AttentionViz.Extractor.Models;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Corpora;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Jobs.Rates;
using AttentionViz.Pipeline.Observability;
using AttentionViz.V1;

namespace AttentionViz.Extractor.Consumers;

/// <summary>
/// Tokenizes the whole corpus once, before the model runs, so that what is drawn, which row it gets
/// and what is skipped is settled whatever the number or order of workers. A job that reuses vectors gets a copy of them instead.
/// </summary>
public sealed class PlanWork(
    UnitRunner units, JobModels models, CorpusStore corpora, PlanStore plans, JobStore jobs, JobProgress progress, JobFlow flow,
    ReusedVectors reused, RateStore rates, TimeProvider clock)
{
    public Task RunAsync(UnitCall call) => units.RunAsync(call, async (job, stop) =>
    {
        if (job.Spec.ReuseVectorsOf.Length == 0)
        {
            await flow.PlannedAsync(job, await PlanAsync(job, stop), call.Bus, call.Stop);
            return;
        }

        CheckPerplexity(job, await reused.CopyAsync(job, stop));
        await flow.ReusedAsync(job, call.Bus, call.Stop);
    });

    /// <summary>Number of shards planned.</summary>
    private async Task<int> PlanAsync(JobRecord job, CancellationToken stop)
    {
        using var loaded = await LoadAsync(job, stop);
        var intake = JobModels.IntakeOf(job, loaded);
        var began = clock.GetTimestamp();
        await progress.BeginAsync(job, Stage.Planning, job.Corpus.Sequences);
        var shards = await corpora.CountShardsAsync(job.Spec.CorpusId);
        var (lengths, sources) = (new List<int?[]>(), new List<int?[]>());
        long truncated = 0, sequences = 0;
        using var tokenizing = new StageWatch(ExtractionMetrics.StageSeconds, "tokenize corpus", clock);
        for (var shard = 0; shard < shards; shard++)
        {
            var taken = await TakeAsync(job, intake, shard, stop);
            lengths.Add([.. taken.Select(s => s?.Length)]);
            sources.Add([.. taken.Select(s => s?.SourceLength)]);
            truncated += taken.Count(s => s is { Truncated: true });
            sequences += taken.Count;
            await progress.ReportAsync(job, Stage.Planning, "corpus", sequences);
        }

        tokenizing.Span?.SetTag("sequences", sequences).SetTag("shards", shards);
        tokenizing.Dispose();
        if (intake.Skipped > 0) await jobs.NoteSkippedAsync(job.JobId, intake.Skipped, intake.FirstSkipped);
        RequireAny(intake, sequences);
        var plan = CorpusPlan.Draw(lengths, job.Spec.TokenBudget, job.Spec.Seed, job.Model.EncoderDecoder ? sources : null);
        CheckPerplexity(job, plan);
        await plans.WriteAsync(job, plan);
        await progress.SetTotalsAsync(
            job, sequences - intake.Skipped, plan.Sum(s => s.Tokens), plan.Sum(s => s.Sampled.Length), plan.Sum(s => (long)s.Rows), truncated);
        await rates.AddPlanningAsync(job, sequences, plan.Sum(s => s.Tokens), intake.Skipped, clock.GetElapsedTime(began));
        await progress.BeginAsync(job, Stage.Extracting, plan.Sum(s => s.Tokens));
        return shards;
    }

    private async Task<LoadedModel> LoadAsync(JobRecord job, CancellationToken stop)
    {
        using var stage = new StageWatch(ExtractionMetrics.StageSeconds, "load model", clock);
        return await models.GetAsync(job, stop);
    }

    /// <summary>The sequences of one shard; null where one is skipped.</summary>
    private async Task<IReadOnlyList<EncodedSequence?>> TakeAsync(JobRecord job, SequenceIntake intake, int shard, CancellationToken stop)
    {
        var taken = new List<EncodedSequence?>();
        foreach (var sequence in await corpora.ReadShardAsync(job.Spec.CorpusId, shard))
        {
            stop.ThrowIfCancellationRequested();
            var looked = intake.LooksIntoImages && sequence.Image is not null;
            try
            {
                taken.Add(intake.Take(sequence, looked ? await corpora.ReadImageAsync(job.Spec.CorpusId, sequence.Index) : null));
            }
            catch (UnfitSequenceException e)
            {
                throw JobModels.Unfit(e);
            }
        }

        return taken;
    }

    private static void RequireAny(SequenceIntake intake, long sequences)
    {
        if (intake.Skipped < sequences) return;
        var first = intake.FirstSkipped[0];
        throw new JobFaultException(
            JobFaultException.InvalidArgument, "ALL_SEQUENCES_SKIPPED",
            $"nothing is left of the corpus: every sequence was skipped ({sequences} in all); the first, sequence {first.Index}{(first.Id.Length > 0 ? $" ('{first.Id}')" : "")}, {first.Reason}");
    }

    private static void CheckPerplexity(JobRecord job, IReadOnlyList<ShardPlan> plan)
    {
        var wanted = job.Heads().Select(h => h.Layer).ToHashSet();
        // Heads of an encoder-decoder differ in queries and keys; the one with the fewest decides.
        var points = job.Model.Layers.Where(l => wanted.Contains(l.Layer)).Min(l => plan.Sum(s => s.RowsOf(l.QuerySide) + s.RowsOf(l.KeySide)));
        if (job.Spec.Tsne is { HasPerplexity: true } tsne && 3 * tsne.Perplexity >= points)
            throw new JobFaultException(
                JobFaultException.InvalidArgument, "PERPLEXITY_TOO_LARGE",
                $"tsne.perplexity is {tsne.Perplexity}, but the {points} points drawn allow less than {points / 3.0:0.#}; lower it or raise token_budget");
    }
}
