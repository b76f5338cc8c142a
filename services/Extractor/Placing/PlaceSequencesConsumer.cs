using AttentionViz.Extractor.Extraction;
using AttentionViz.Extractor.Hosting;
using AttentionViz.Extractor.Images;
using AttentionViz.Extractor.Models;
using AttentionViz.Extractor.Running;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Hosting;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Messages;
using AttentionViz.Pipeline.Placing;
using MassTransit;
using Microsoft.Extensions.Options;

namespace AttentionViz.Extractor.Placing;

/// <summary>
/// Runs new sequences through a job's model and asks for each head to be placed. Takes no <see cref="ModelSlots">slot</see>: those go
/// to shards in the order they come, and somebody waits for this, which is a batch or a few.
/// </summary>
public sealed class PlaceSequencesConsumer(
    PlacingRunner runner, PlacingStore placings, PlacingResults results, JobModels models, IOptions<ExtractorOptions> options) : IConsumer<PlaceSequences>
{
    public Task Consume(ConsumeContext<PlaceSequences> context) => runner.RunAsync(
        context.Message.PlacingId, "place sequences", (placing, job, stop) => PlaceAsync(placing, job, context, stop), context.CancellationToken);

    private async Task PlaceAsync(PlacingRecord placing, JobRecord job, IPublishEndpoint bus, CancellationToken stop)
    {
        using var loaded = await models.GetAsync(job, stop);
        // The call has ended.
        if (await placings.ReadSequencesAsync(placing.PlacingId) is not { } asked) return;
        IReadOnlyList<EncodedSequence> sequences;
        using (Telemetry.Activities.StartActivity("tokenize")) sequences = NewSequences.Encode(job, loaded, asked, placing.MaxTokens, stop);
        int[] all = [.. Enumerable.Range(0, sequences.Count)];
        var plan = new ShardPlan(sequences.Sum(s => (long)s.Length), all, [.. sequences.Select(s => s.Length)], 0);
        await results.WriteTokensAsync(placing, TokenRows.Of(sequences, plan), sequences.Select(s => s.View).OfType<ImageView>().Select(ViewPicture.Png));

        IReadOnlyList<LayerRows> rows;
        using (Telemetry.Activities.StartActivity("run model"))
        {
            rows = await ShardExtraction.RunAsync(
                loaded.Model, Wanted(placing, loaded.Model), sequences, all, options.Value.TokensPerBatch, narrow: true, alone: false, _ => { }, stop);
        }

        foreach (var layer in rows)
        {
            var heads = placing.Wanted.Heads.Where(h => h.Layer == layer.Layer).ToList();
            if (heads.Count == 0) continue;
            await placings.WriteRowsAsync(placing, layer.Layer, layer.Queries, layer.Keys, layer.ValueNorms);
            foreach (var head in heads) await bus.Publish(new PlaceHead(placing.PlacingId, head.Layer, head.Head), stop);
        }
    }

    /// <summary>Every layer, also those of which no head is wanted: the model as a whole is loaded already, a part of it would have to be.</summary>
    private static List<WantedHeads> Wanted(PlacingRecord placing, AttentionModel model) =>
        [.. model.Descriptor.Layers.Select(layer => new WantedHeads(layer, [.. placing.Wanted.Heads.Where(h => h.Layer == layer.Layer).Select(h => h.Head).Order()]))];
}
