using AttentionViz.Pipeline.Atlases.Statistics;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.V1;

namespace AttentionViz.Gateway.Jobs.Estimates;

/// <summary>Bytes that a job takes in the store, from the layout of its keys.</summary>
/// <param name="Vectors">Queries and keys as float16.</param>
/// <param name="Rest">All that stays whatever becomes of the vectors.</param>
/// <param name="Unmerged">Most bytes of statistics of shards that are not added up yet.</param>
internal sealed record StoreSize(long Vectors, long Rest, long Unmerged)
{
    // What the store keeps of a token, a sequence and a head besides figures that are counted exactly; measured on jobs.
    private const int TokenBytes = 15;
    private const int SequenceBytes = 40;
    private const int HeadBytes = 2900;
    private const int MapBytes = 330;
    private const int EventBytes = 60;
    private const int FieldBytes = 16;
    private const int ViewBytes = 60_000;

    /// <summary>Parts of a head that wait to be added up, at most (sixteen are added at a time).</summary>
    private const int MostParts = 32;

    /// <param name="shards">Shards of the corpus.</param>
    /// <param name="corpusBytes">Bytes of the corpus' text; 0 for images.</param>
    public static StoreSize Of(JobSpec spec, Model model, long shards, long sequences, long corpusBytes, (long Sequences, long Tokens) drawn)
    {
        double vectors = 0, rest = 0, statistics = 0;
        // A shard gives a field to each head where something is drawn of it.
        var fields = Math.Min(shards, drawn.Sequences);
        foreach (var heads in HeadSelection.Of(spec, model).GroupBy(h => h.Layer, h => h.Head))
        {
            var layer = model.Layers.First(l => l.Layer == heads.Key);
            int queryHeads = heads.Count(), keyHeads = heads.Select(h => HeadSelection.KeyHead(layer, h)).Distinct().Count();
            double queries = RowsOf(layer.QuerySide, drawn.Tokens), keys = RowsOf(layer.KeySide, drawn.Tokens);
            vectors += (2.0 * layer.HeadWidth * ((queryHeads * queries) + (keyHeads * keys))) + (fields * (queryHeads + keyHeads) * (FieldBytes + 5));
            rest += (4 * ((queryHeads * queries) + (2 * keyHeads * keys))) + (fields * (queryHeads + (2 * keyHeads)) * FieldBytes);
            statistics += 8.0 * (((queryHeads + keyHeads) * MomentSums.Length(layer.HeadWidth)) + (queryHeads * BehaviourSums.Length));
            rest += queryHeads * (HeadBytes + (4 * layer.HeadWidth) + (spec.Alignment == AlignmentMode.Balanced ? 4 * layer.HeadWidth * layer.HeadWidth : 0));
            rest += queryHeads * spec.Maps.Sum(m => MapBytes + ((queries + keys) * m.Dimensions * sizeof(float)));
            rest += queryHeads * 3 * EventBytes;
        }

        rest += statistics + (drawn.Tokens * TokenBytes) + (drawn.Sequences * SequenceBytes) + (shards * (EventBytes + 60)) + (drawn.Sequences * 8);
        rest += model.Input == ModelInput.Image ? drawn.Sequences * ViewBytes : corpusBytes * (double)drawn.Sequences / Math.Max(1, sequences);
        rest += model.CalculateSize() + (2 * spec.CalculateSize()) + 1000;
        return new StoreSize((long)vectors, (long)rest, (long)(statistics * Math.Min(shards, MostParts)));
    }

    // How an encoder-decoder's tokens fall to its sides is not known before planning.
    private static double RowsOf(TokenSide side, long tokens) => side == TokenSide.Unspecified ? tokens : tokens / 2.0;
}
