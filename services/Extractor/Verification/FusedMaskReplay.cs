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
        var values = Broadcast.Read(probe.Get(bias), [queries.Sequences, queries.Heads, queries.Length, keyLength], logits.Length);
        // The standard's operator takes a boolean mask in the same place: only that holds ones and zeros alone.
        var keep = values.Contains(1) && values.All(x => x is 0 or 1);
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

    private static bool IsPadding(TensorData mask, int sequence, int query, int key, int sequences) => mask.Shape switch
    {
        [var n] when n == sequences => key >= mask.Data[sequence],
        [_, var columns] => mask.Data[(sequence * columns) + key] == 0,
        [_, var rows, var columns] => mask.Data[(((sequence * rows) + query) * columns) + key] == 0,
        _ => throw new LayoutException($"its mask of shape [{string.Join(", ", mask.Shape)}] is of an unknown form"),
    };
}
