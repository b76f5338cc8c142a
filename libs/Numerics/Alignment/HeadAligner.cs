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
        if (mode == AlignmentMode.Balanced)
            return Balanced(head, pairs, before, options);
        if (mode != AlignmentMode.TranslateScale)
            throw new ArgumentOutOfRangeException(nameof(mode), mode, "Unknown alignment mode.");

        var (c, curve) = ScaleSearch.Find(centred, options, cancellation);
        return Result(head, mode, c, curve, before, WeightedCorrelation.At(centred, c, options));
    }

    /// <summary>The criterion is not searched: the covariances settle the matrix.</summary>
    private static HeadAlignment Balanced(HeadVectors head, SameSequencePairs pairs, ScalePoint? before, AlignmentOptions options)
    {
        var matrix = BalancedTransform.Of(
            head.QueryCovariance ?? Covariance.Of(head.Queries, head.Width), head.KeyCovariance ?? Covariance.Of(head.Keys, head.Width), head.Width);
        if (matrix is null)
        {
            var same = WeightedCorrelation.At(PairGeometry.Centred(head, pairs), 1, options);
            return Result(head, AlignmentMode.Balanced, 1, [], before, same) with { IsDegenerate = true };
        }

        var (queryMeans, keyMeans) = (AlignmentMatrix.Multiply(matrix.Forward, head.QueryMeans), AlignmentMatrix.Multiply(matrix.Inverse, head.KeyMeans));
        float[] queries = new float[head.Queries.Length], keys = new float[head.Keys.Length];
        AlignmentMatrix.Multiply(matrix.Forward, head.Queries, queries);
        AlignmentMatrix.Multiply(matrix.Inverse, head.Keys, keys);
        var changed = new HeadVectors(queries, keys, head.Width, head.Scale, head.Causal, head.QueryStarts, queryMeans, keyMeans, head.KeyStarts);
        var after = WeightedCorrelation.At(PairGeometry.Centred(changed, pairs), 1, options);
        return Result(changed, AlignmentMode.Balanced, 1, [], before, after) with { Matrix = matrix };
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
