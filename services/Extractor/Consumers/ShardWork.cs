using AttentionViz.Extractor.Extraction;
using AttentionViz.Extractor.Hosting;
using AttentionViz.Extractor.Images;
using AttentionViz.Extractor.Models;
using AttentionViz.Extractor.Running;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Atlases.Statistics;
using AttentionViz.Pipeline.Corpora;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Jobs.Rates;
using AttentionViz.Pipeline.Messages;
using AttentionViz.Pipeline.Observability;
using AttentionViz.V1;
using Microsoft.Extensions.Options;
using Microsoft.ML.OnnxRuntime;

namespace AttentionViz.Extractor.Consumers;

/// <summary>Runs the model over one shard and stores tokens, vectors and statistics.</summary>
public sealed class ShardWork(
    UnitRunner units, JobModels models, CorpusStore corpora, PlanStore plans, TokenStore tokens, VectorStore vectors, VersionStore versions, ShardImages images,
    StatisticsStore statistics, JobProgress progress, JobFlow flow, ModelSlots slots, RateStore rates, TimeProvider clock, IOptions<ExtractorOptions> options)
{
    public Task RunAsync(ExtractShard message, UnitCall call)
    {
        var shard = message.Shard;
        return units.RunAsync(
            call,
            async (job, stop) =>
            {
                await ExtractAsync(job, shard, stop);
                if (await flow.DoneAsync(job, call.Unit, call.Bus, call.Stop))
                    await rates.AddExtractingAsync(job, Devices.Resolve(options.Value.ToModelOptions()));
            });
    }

    private async Task ExtractAsync(JobRecord job, int shard, CancellationToken stop)
    {
        using var loaded = await LoadAsync(job, stop);
        var plan = await plans.ReadAsync(job.JobId, shard);
        var sequences = await ReadAsync(job, loaded, shard, plan, stop);

        var told = new ProgressThrottle(done => progress.ReportAsync(job, Stage.Extracting, JobUnit.Shard(shard), done), clock);
        var shards = await corpora.CountShardsAsync(job.Spec.CorpusId);
        var rows = await slots.UseAsync(() => RunAsync(job, loaded, sequences, plan, shards == 1, told, stop), stop);
        await StoreAsync(job, shard, shards, plan, rows, stop);
        await told.EndAsync(plan.Tokens);
        ExtractionMetrics.AddTokens(plan.Tokens, job.Spec.ModelId);
    }

    private async Task<LoadedModel> LoadAsync(JobRecord job, CancellationToken stop)
    {
        using var stage = new StageWatch(ExtractionMetrics.StageSeconds, "load model", clock);
        return await models.GetAsync(job, stop);
    }

    private async Task<IReadOnlyList<EncodedSequence>> ReadAsync(JobRecord job, LoadedModel loaded, int shard, ShardPlan plan, CancellationToken stop)
    {
        IReadOnlyList<EncodedSequence> sequences;
        using (var stage = new StageWatch(ExtractionMetrics.StageSeconds, "tokenize", clock))
        {
            sequences = JobModels.Encode(JobModels.EncoderOf(job, loaded), await corpora.ReadShardAsync(job.Spec.CorpusId, shard), plan.Skipped);
            stage.Span?.SetTag("sequences", sequences.Count).SetTag("tokens", plan.Tokens);
        }

        using (loaded.Images is null ? default(IDisposable) : new StageWatch(ExtractionMetrics.StageSeconds, "load images", clock))
        {
            sequences = await images.LoadAsync(job, loaded, sequences, stop);
            await images.KeepAsync(job, sequences, plan);
        }

        await tokens.WriteAsync(job, shard, TokenRows.Of(sequences, plan));
        return sequences;
    }

    private async Task<IReadOnlyList<LayerRows>> RunAsync(
        JobRecord job, LoadedModel loaded, IReadOnlyList<EncodedSequence> sequences, ShardPlan plan, bool alone, ProgressThrottle told, CancellationToken stop)
    {
        using var stage = new StageWatch(ExtractionMetrics.StageSeconds, "run model", clock);
        stage.Span?.SetTag("tokens", plan.Tokens).SetTag("sequences", sequences.Count);
        return await ShardExtraction.RunAsync(
            loaded.Model, Wanted(job, loaded.Model), sequences, plan.Sampled, options.Value.TokensPerBatch, narrow: true, alone, told.Report, stop);
    }

    private async Task StoreAsync(JobRecord job, int shard, int shards, ShardPlan plan, IReadOnlyList<LayerRows> rows, CancellationToken stop)
    {
        using var stage = new StageWatch(ExtractionMetrics.StageSeconds, "store shard", clock);
        foreach (var layer in rows)
        {
            stop.ThrowIfCancellationRequested();
            if (plan.Rows > 0) await vectors.WriteAsync(job, layer.Layer, shard, layer.Queries, layer.Keys, layer.ValueNorms);
            await statistics.WriteAsync(job, layer.Layer, shard, shards, layer.Statistics);
        }

        await versions.NoteAsync<ShardWork>(job);
        await versions.NoteAsync(job, "onnxruntime", OrtEnv.Instance().GetVersionString());
    }

    private static List<WantedHeads> Wanted(JobRecord job, AttentionModel model) =>
    [
        .. job.Heads().GroupBy(h => h.Layer, h => h.Head)
            .Select(heads => new WantedHeads(model.Descriptor.Layers.Single(l => l.Layer == heads.Key), [.. heads])),
    ];
}
