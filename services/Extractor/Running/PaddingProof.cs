using AttentionViz.Extractor.Running.Inputs;

namespace AttentionViz.Extractor.Running;

/// <summary>Tests whether a sequence gives the same vectors padded within a batch as alone.</summary>
internal static class PaddingProof
{
    /// <summary>Relative to the largest component; half precision needs this much.</summary>
    private const float Tolerance = 5e-3f;

    public static bool Holds(Extraction extraction, FeedBatch batch, CancellationToken ct)
    {
        var plan = extraction.Plan;
        if (plan.Modality != ModelModality.Tokens)
            return false;
        var rows = Math.Min(batch.Length / 2, batch.Ids[0].Length);
        var shortened = batch with { Ids = [batch.Ids[0][..rows], .. batch.Ids.Skip(1)] };
        // A graph of one length or batch cannot run a sequence alone; there, other padding must not matter.
        var fixedShape = plan.FixedLength is not null || plan.FixedBatch is not null;
        var other = fixedShape
            ? shortened with { PadId = batch.PadId == 0 ? 1 : 0 }
            : shortened with { Ids = [shortened.Ids[0]], Length = rows };
        var padded = extraction.Run(shortened, ct);
        var alone = extraction.Run(other, ct);
        try
        {
            return padded.Zip(alone).All(pair => Same(pair.First, pair.Second, rows));
        }
        finally
        {
            padded.ForEach(v => v.Dispose());
            alone.ForEach(v => v.Dispose());
        }
    }

    private static bool Same(LayerVectors padded, LayerVectors alone, int rows)
    {
        var valid = rows * alone.HeadWidth;
        for (var h = 0; h < alone.Heads; h++)
        {
            if (!Same(padded.Query(0, h)[..valid], alone.Query(0, h)[..valid]))
                return false;
        }

        for (var h = 0; h < alone.KeyHeads; h++)
        {
            if (!Same(padded.Key(0, h)[..valid], alone.Key(0, h)[..valid]))
                return false;
        }

        return true;
    }

    private static bool Same(ReadOnlySpan<float> padded, ReadOnlySpan<float> alone)
    {
        var largest = 0f;
        foreach (var x in alone)
            largest = Math.Max(largest, Math.Abs(x));
        for (var i = 0; i < alone.Length; i++)
        {
            if (!(Math.Abs(padded[i] - alone[i]) <= Tolerance * largest))
                return false;
        }

        return true;
    }
}
