using AttentionViz.Numerics.Pairs;

namespace AttentionViz.Numerics.Alignment;

/// <summary>
/// Brings queries and keys of one head into a shared space without touching attention (Yeh et al., AttentionViz, 2023,
/// section 4.2): scale first, then translate the keys so that their mean meets the mean of the queries.
/// </summary>
public static class HeadAligner
{
    /// <summary>Finds the alignment of a head. Rules for degenerate heads are those of <see cref="ScaleSearch"/>.</summary>
    /// <exception cref="OperationCanceledException">Cancelled between two steps of the search.</exception>
    public static HeadAlignment Align(
        HeadVectors head,
        AlignmentMode mode,
        AlignmentOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(head);
        options ??= new AlignmentOptions();
        options.Validate();

        var pairs = SameSequencePairs.Sample(head, options.MaxPairs, options.Seed);
        var raw = PairGeometry.Raw(head, pairs);
        var before = WeightedCorrelation.At(raw, 1, options);
        if (mode == AlignmentMode.None)
            return Result(head, mode, 1, [], before, before);

        var centred = PairGeometry.Centred(head, pairs);
        if (mode == AlignmentMode.Translate)
            return Result(head, mode, 1, [], before, WeightedCorrelation.At(centred, 1, options));
        if (mode != AlignmentMode.TranslateScale)
            throw new ArgumentOutOfRangeException(nameof(mode), mode, "Unknown alignment mode.");

        var (c, curve) = ScaleSearch.Find(centred, options, cancellation);
        return Result(head, mode, c, curve, before, WeightedCorrelation.At(centred, c, options));
    }

    private static HeadAlignment Result(
        HeadVectors head, AlignmentMode mode, double c, IReadOnlyList<ScalePoint> curve, ScalePoint? before, ScalePoint? after)
    {
        var translation = new float[head.Width];
        if (mode != AlignmentMode.None)
        {
            for (var w = 0; w < head.Width; w++)
                translation[w] = (float)((c * head.QueryMeans[w]) - (head.KeyMeans[w] / c));
        }

        return new HeadAlignment
        {
            Mode = mode,
            C = c,
            Translation = translation,
            Curve = curve,
            CorrelationBefore = before?.Correlation,
            CorrelationAfter = after?.Correlation,
        };
    }
}
