using AttentionViz.Extractor.Attention;
using AttentionViz.Extractor.Layouts;

namespace AttentionViz.Extractor.Verification;

/// <summary>What a fused attention operator does to its logits, from its inputs and attributes.</summary>
internal static class FusedMaskReplay
{
    /// <param name="logits">scale * q.k; changed in place.</param>
    /// <param name="isBias">Tells a bias from a mask.</param>
    /// <returns>True where a bias was added.</returns>
    public static bool Apply(FusedMask mask, Probe probe, HeadShape queries, int keyLength, float[] logits, Func<float, bool> isBias)
    {
        if (mask.Cap > 0)
        {
            for (var i = 0; i < logits.Length; i++)
                logits[i] = (float)(mask.Cap * Math.Tanh(logits[i] / mask.Cap));
        }

        var biased = mask.Bias is { } bias && Add(probe, bias, queries, keyLength, logits, isBias);
        Hide(mask, probe, queries, keyLength, logits);
        return biased;
    }

    private static bool Add(Probe probe, string bias, HeadShape queries, int keyLength, float[] logits, Func<float, bool> isBias)
    {
        var tensor = probe.Get(bias);
        var values = Broadcast.Read(tensor, [queries.Sequences, queries.Heads, queries.Length, keyLength], logits.Length);
        // The standard's operator takes a mask of booleans in the same place.
        var keep = tensor.IsBoolean;
        for (var i = 0; i < logits.Length; i++)
            logits[i] = !keep ? logits[i] + values[i] : values[i] == 0 ? float.MinValue : logits[i];
        return !keep && values.Any(isBias);
    }

    private static void Hide(FusedMask mask, Probe probe, HeadShape queries, int keyLength, float[] logits)
    {
        var padding = mask.Padding is { } name ? probe.Get(name) : null;
        var (heads, length) = (queries.Heads, queries.Length);
        for (var i = 0; i < logits.Length; i++)
        {
            var key = i % keyLength;
            var query = i / keyLength % length;
            var sequence = i / keyLength / length / heads;
            var own = query + keyLength - length;
            var hidden = (mask.Causal && key > own)
                || (mask.Window > 0 && key <= own - mask.Window)
                || (padding is not null && IsPadding(padding, sequence, query, key, queries.Sequences));
            if (hidden)
                logits[i] = float.MinValue;
        }
    }

    private static bool IsPadding(TensorData mask, int sequence, int query, int key, int sequences)
    {
        bool Zero(params ReadOnlySpan<int> index)
        {
            var at = 0;
            for (var axis = 0; axis < index.Length; axis++)
                at = (at * mask.Shape[axis]) + index[axis];
            return mask.Data[at] == 0;
        }

        return mask.Shape switch
        {
            [var n] when n == sequences || n == (3 * sequences) + 2 => key >= mask.Data[sequence],
            [var n] when n == 2 * sequences => key >= mask.Data[sequence] || key < mask.Data[sequences + sequence],
            // A mask of one column stands for none, where an optimizer had to name one.
            [_, 1] => false,
            [_, _] => Zero(sequence, key),
            [_, _, _] => Zero(sequence, query, key),
            [_, _, _, _] => Zero(sequence, 0, query, key),
            _ => throw new LayoutException($"its mask of shape [{string.Join(", ", mask.Shape)}] is of an unknown form"),
        };
    }
}
