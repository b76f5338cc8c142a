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
                if (await flow.ExtractedAsync(job, shard, call.Bus, call.Stop))
                    await rates.AddExtractingAsync(job, Devices.Resolve(options.Value.ToModelOptions()));
            },
            job => flow.ExtractedAsync(job, shard, call.Bus, call.Stop));
    }

    private async Task ExtractAsync(JobRecord job, int shard, CancellationToken stop)
    {
        using var loaded = await models.GetAsync(job, stop);
        var plan = await plans.ReadAsync(job.JobId, shard);
        var sequences = JobModels.Encode(JobModels.EncoderOf(job, loaded), await corpora.ReadShardAsync(job.Spec.CorpusId, shard), plan.Skipped);
        sequences = await images.LoadAsync(job, loaded, sequences, stop);
        await images.KeepAsync(job, sequences, plan);
        await tokens.WriteAsync(job, shard, TokenRows.Of(sequences, plan));

        var told = new ProgressThrottle(done => progress.ReportAsync(job, Stage.Extracting, JobUnit.Shard(shard), done), clock);
        var shards = await corpora.CountShardsAsync(job.Spec.CorpusId);
        var rows = await slots.UseAsync(
            () => ShardExtraction.RunAsync(
                loaded.Model, Wanted(job, loaded.Model), sequences, plan.Sampled, options.Value.TokensPerBatch,
                narrow: true, alone: shards == 1, told.Report, stop),
            stop);
        foreach (var layer in rows)
        {
            stop.ThrowIfCancellationRequested();
            if (plan.Rows > 0) await vectors.WriteAsync(job, layer.Layer, shard, layer.Queries, layer.Keys, layer.ValueNorms);
            await statistics.WriteAsync(job, layer.Layer, shard, shards, layer.Statistics);
        }

        await versions.NoteAsync<ShardWork>(job);
        await versions.NoteAsync(job, "onnxruntime", OrtEnv.Instance().GetVersionString());
        await told.EndAsync(plan.Tokens);
    }

    private static List<WantedHeads> Wanted(JobRecord job, AttentionModel model) =>
    [
        .. job.Heads().GroupBy(h => h.Layer, h => h.Head)
            .Select(heads => new WantedHeads(model.Descriptor.Layers.Single(l => l.Layer == heads.Key), [.. heads])),
    ];
}
