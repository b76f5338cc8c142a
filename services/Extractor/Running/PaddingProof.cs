using AttentionViz.Extractor.Running.Inputs;
using AttentionViz.V1;

namespace AttentionViz.Extractor.Running;

/// <summary>Tests whether a sequence gives the same vectors padded within a batch, on either side, as alone.</summary>
internal static class PaddingProof
{
    /// <summary>Relative to the largest component; half precision needs this much.</summary>
    private const float Tolerance = 5e-3f;

    /// <param name="layers">As the extraction gives them.</param>
    public static bool Holds(IExtraction extraction, IReadOnlyList<AttentionLayer> layers, FeedBatch batch, CancellationToken ct)
    {
        var form = extraction.Form;
        if (form.Modality is not (ModelModality.Tokens or ModelModality.TokenPairs))
            return false;
        var rows = Rows(batch.Ids, batch.Length);
        var targetRows = batch.Target is { } fed ? Rows(fed.Ids, fed.Length) : 0;
        var shortened = batch with { Ids = Shortened(batch.Ids, rows), Target = batch.Target is { } t ? t with { Ids = Shortened(t.Ids, targetRows) } : null };
        // A graph of one length or batch cannot run a sequence alone; there, other padding must not matter.
        var fixedShape = form.FixedLength is not null || form.FixedTargetLength is not null || form.FixedBatch is not null;
        var other = fixedShape
            ? shortened with { PadId = batch.PadId == 0 ? 1 : 0 }
            : shortened with
            {
                Ids = [shortened.Ids[0]],
                Length = rows,
                Target = shortened.Target is { } target ? new FedTokens([target.Ids[0]], targetRows) : null,
            };
        var padded = extraction.Run(shortened, ct);
        var alone = extraction.Run(other, ct);
        try
        {
            int RowsOf(TokenSide side) => side == TokenSide.Target ? targetRows : rows;
            return padded.Zip(alone, layers).All(l => Same(l.First, l.Second, RowsOf(l.Third.QuerySide), RowsOf(l.Third.KeySide)));
        }
        finally
        {
            padded.ForEach(v => v.Dispose());
            alone.ForEach(v => v.Dispose());
        }
    }

    private static int Rows(IReadOnlyList<int[]> ids, int length) => Math.Min(Math.Max(length / 2, 1), ids[0].Length);

    private static int[][] Shortened(IReadOnlyList<int[]> ids, int rows) => [ids[0][..rows], .. ids.Skip(1)];

    private static bool Same(LayerVectors padded, LayerVectors alone, int queries, int keys)
    {
        var (validQueries, validKeys) = (queries * alone.HeadWidth, keys * alone.HeadWidth);
        for (var h = 0; h < alone.Heads; h++)
        {
            if (!Same(padded.Query(0, h)[..validQueries], alone.Query(0, h)[..validQueries]))
                return false;
        }

        for (var h = 0; h < alone.KeyHeads; h++)
        {
            if (!Same(padded.Key(0, h)[..validKeys], alone.Key(0, h)[..validKeys]))
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
