using Microsoft.ML.OnnxRuntime;

namespace AttentionViz.Extractor.Running.Inputs;

/// <summary>Attention masks in the forms that models take them.</summary>
internal static class MaskFeed
{
    /// <summary>Far below any logit, and within the range of half precision.</summary>
    private const float Hidden = -10000;

    /// <summary>
    /// [B, L]: ones where a token is. [B, Q, L] and [B, 1, Q, L]: the same for every query, integers and
    /// booleans one where a key may be seen, floats the number added to its logit.
    /// </summary>
    /// <param name="columns">Keys.</param>
    /// <param name="queries">Queries, where the mask has an axis for them that is free.</param>
    public static OrtValue Create(InputPlan plan, InputSlot slot, FeedBatch batch, int queries, int columns, Func<int, int, bool> visible)
    {
        if (slot.Shape.Length == 2)
            return Feeds.Matrix(slot, batch.Sequences, columns, (s, p) => visible(s, p) ? 1 : 0);
        var rows = slot.Shape[^2] ?? queries;
        // A decoder that leaves its mask to the caller leaves the causal part to it too; a cache gives it away.
        var causal = rows > 1 && plan.Has(InputRole.Cache) && !slot.IsEncoderSide;
        var (seen, unseen) = slot.IsFloat ? (0f, Hidden) : (1f, 0f);
        var heads = slot.Shape.Length == 4 ? slot.Shape[1] ?? 1 : 1;
        var values = new float[checked(batch.Sequences * heads * rows * columns)];
        for (var i = 0; i < values.Length; i++)
        {
            var (key, query, sequence) = (i % columns, i / columns % rows, i / columns / rows / heads);
            values[i] = visible(sequence, key) && !(causal && key > query) ? seen : unseen;
        }

        long[] shape = slot.Shape.Length == 4 ? [batch.Sequences, heads, rows, columns] : [batch.Sequences, rows, columns];
        return Feeds.Numbers(slot, shape, values);
    }
}
