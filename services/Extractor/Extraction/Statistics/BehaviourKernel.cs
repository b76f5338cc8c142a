using AttentionViz.Extractor.Running;
using AttentionViz.Pipeline.Atlases.Statistics;

namespace AttentionViz.Extractor.Extraction.Statistics;

/// <summary>What one head attends to within one sequence. Weights are float32, as in the model; their sums float64.</summary>
internal static class BehaviourKernel
{
    /// <summary>From the model's own weights.</summary>
    /// <param name="own">Rows of weights, one a query.</param>
    /// <param name="stride">From one row to the next.</param>
    /// <param name="sums">As <see cref="BehaviourSums"/>; overwritten.</param>
    public static void Run(ReadOnlySpan<float> own, int stride, SequenceFacts facts, Scratch scratch, Span<double> sums)
    {
        var totals = new WeightTotals(facts, scratch, sums);
        var row = scratch.Logits(Lanes.Pad(facts.KeyLength));
        for (var i = 0; i < facts.QueryLength; i++)
        {
            var inSight = facts.InSight(i);
            var weights = row[..Lanes.Pad(inSight)];
            own.Slice(i * stride, inSight).CopyTo(weights);
            totals.AddWeights(weights, i);
        }

        totals.End();
    }

    /// <summary>From queries and keys.</summary>
    /// <param name="sums">As <see cref="BehaviourSums"/>; overwritten.</param>
    public static void Run(HeadRows queries, HeadRows keys, float scale, SequenceFacts facts, Scratch scratch, Span<double> sums)
    {
        var (length, width) = (facts.QueryLength, queries.Width);
        var padded = Lanes.Pad(facts.KeyLength);
        var panel = scratch.Panel(width * padded);
        LogitKernel.Pack(keys, facts.KeyLength, padded, panel);
        var rows = (length + LogitKernel.Rows - 1) / LogitKernel.Rows * LogitKernel.Rows;
        var scaled = scratch.Queries(rows * width);
        LogitKernel.Scale(queries, length, scale, scaled);

        var totals = new WeightTotals(facts, scratch, sums);
        var logits = scratch.Logits(LogitKernel.Rows * padded);
        for (var first = 0; first < length; first += LogitKernel.Rows)
        {
            var last = Math.Min(first + LogitKernel.Rows, length) - 1;
            LogitKernel.Run(scaled.Slice(first * width, LogitKernel.Rows * width), panel, width, padded, Lanes.Pad(facts.InSight(last)), logits);
            for (var i = first; i <= last; i++) totals.AddLogits(logits.Slice((i - first) * padded, Lanes.Pad(facts.InSight(i))), i);
        }

        totals.End();
    }
}
