using AttentionViz.Extractor.Extraction;
using AttentionViz.Extractor.Hosting;
using AttentionViz.Extractor.Images;
using AttentionViz.Extractor.Models;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Corpora;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Messages;
using AttentionViz.V1;
using MassTransit;
using Microsoft.Extensions.Options;

namespace AttentionViz.Extractor.Consumers;

/// <summary>Runs the model over one shard and stores tokens, vectors and statistics.</summary>
public sealed class ExtractShardConsumer(
    UnitRunner units, JobModels models, CorpusStore corpora, PlanStore plans, TokenStore tokens, VectorStore vectors, ShardImages images,
    StatisticsStore statistics, JobProgress progress, JobFlow flow, IOptions<ExtractorOptions> options) : IConsumer<ExtractShard>
{
    public Task Consume(ConsumeContext<ExtractShard> context)
    {
        var shard = context.Message.Shard;
        return units.RunAsync(
            context.Message.JobId, JobUnit.Shard(shard),
            async (job, stop) =>
            {
                await ExtractAsync(job, shard, stop);
                await flow.ExtractedAsync(job, shard, context, context.CancellationToken);
            },
            job => flow.ExtractedAsync(job, shard, context, context.CancellationToken),
            context.CancellationToken);
    }

    private async Task ExtractAsync(JobRecord job, int shard, CancellationToken stop)
    {
        using var loaded = await models.GetAsync(job, stop);
        var sequences = JobModels.Encode(JobModels.EncoderOf(job, loaded), await corpora.ReadShardAsync(job.Spec.CorpusId, shard));
        sequences = await images.LoadAsync(job, loaded, sequences, stop);
        var plan = await plans.ReadAsync(job.JobId, shard);
        await images.KeepAsync(job, sequences, plan);
        await tokens.WriteAsync(job, shard, TokenRows.Of(sequences, plan));

        var wanted = job.Heads().Select(h => h.Layer).ToHashSet();
        var layers = loaded.Model.Descriptor.Layers.Where(l => wanted.Contains(l.Layer)).ToList();
        var rows = await ShardExtraction.RunAsync(
            loaded.Model, layers, sequences, plan.Sampled, options.Value.TokensPerBatch,
            done => progress.ReportAsync(job, Stage.Extracting, JobUnit.Shard(shard), done), stop);
        foreach (var layer in rows)
        {
            if (plan.Rows > 0) await vectors.WriteAsync(job, layer.Layer, shard, layer.Width, layer.Queries, layer.Keys, layer.ValueNorms);
            await statistics.WriteAsync(job, layer.Layer, shard, layer.Statistics);
        }
    }
}
