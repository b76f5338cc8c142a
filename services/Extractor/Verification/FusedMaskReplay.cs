using AttentionViz.Extractor.Attention;
using AttentionViz.Extractor.Layouts;

namespace AttentionViz.Extractor.Verification;

/// <summary>The mask that a fused attention operator builds from its inputs and attributes.</summary>
internal static class FusedMaskReplay
{
    public static void Apply(FusedMask mask, Probe probe, HeadShape queries, int keyLength, float[] bias, bool[] cut)
    {
        var padding = mask.Padding is { } name ? probe.Get(name) : null;
        var (heads, length) = (queries.Heads, queries.Length);
        if (mask.Bias is { } added)
        {
            var values = Broadcast.Read(probe.Get(added), [queries.Sequences, heads, length, keyLength], bias.Length);
            // The standard's operator takes a boolean mask in the same place: only that holds ones and zeros alone.
            var keep = values.Contains(1) && values.All(x => x is 0 or 1);
            for (var i = 0; i < bias.Length; i++)
                (cut[i], bias[i]) = keep ? (values[i] == 0, values[i] == 0 ? float.MinValue : 0) : (false, values[i]);
        }

        for (var i = 0; i < bias.Length; i++)
        {
            var key = i % keyLength;
            var query = i / keyLength % length;
            var sequence = i / keyLength / length / heads;
            var hidden = (mask.Causal && key > query + keyLength - length)
                || (padding is not null && IsPadding(padding, sequence, query, key, queries.Sequences));
            if (hidden)
                (cut[i], bias[i]) = (true, float.MinValue);
        }
    }

    private static bool IsPadding(TensorData mask, int sequence, int query, int key, int sequences) => mask.Shape switch
    {
        [var n] when n == sequences => key >= mask.Data[sequence],
        [_, var columns] => mask.Data[(sequence * columns) + key] == 0,
        [_, var rows, var columns] => mask.Data[(((sequence * rows) + query) * columns) + key] == 0,
        _ => throw new LayoutException($"its mask of shape [{string.Join(", ", mask.Shape)}] is of an unknown form"),
    };
}
