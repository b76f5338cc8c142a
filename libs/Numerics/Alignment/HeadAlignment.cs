namespace AttentionViz.Numerics.Alignment;

/// <summary>One point of the search for c.</summary>
/// <param name="C">The scale tried.</param>
/// <param name="Correlation">Weighted Pearson correlation of dot product and distance, in [-1, 1]; nearer to -1 is better.</param>
/// <param name="NearDistance">d0: pairs nearer than this carry the weight (d0 - d)^2.</param>
/// <param name="PairCount">Number of pairs nearer than d0.</param>
public readonly record struct ScalePoint(double C, double Correlation, double NearDistance, int PairCount);

/// <summary>
/// An attention-preserving change of coordinates of one head: <c>q' = A q</c>, <c>k' = inv(A) k + t</c> with A symmetric: a
/// number c, or a matrix. Softmax over the keys of a query is unchanged, as <c>q'.k' = q.k + q'.t</c> differs from
/// <c>q.k</c> only by what is constant over the keys.
/// </summary>
public sealed record HeadAlignment
{
    public required AlignmentMode Mode { get; init; }

    /// <summary>The scale; 1 unless <see cref="AlignmentMode.TranslateScale"/>.</summary>
    public required double C { get; init; }

    /// <summary>The matrix; null unless <see cref="AlignmentMode.Balanced"/>.</summary>
    public AlignmentMatrix? Matrix { get; init; }

    /// <summary>Queries or keys do not vary, so that nothing but their means could be aligned; the matrix is the identity.</summary>
    public bool IsDegenerate { get; init; }

    /// <summary>[width] t, added to the keys after scaling; zeros with <see cref="AlignmentMode.None"/>.</summary>
    public required float[] Translation { get; init; }

    /// <summary>Every scale the search tried, by ascending c; empty unless <see cref="AlignmentMode.TranslateScale"/>.</summary>
    public required IReadOnlyList<ScalePoint> Curve { get; init; }

    /// <summary>Weighted correlation of dot product and distance in the raw space; null where no pairs define it.</summary>
    public required double? CorrelationBefore { get; init; }

    /// <summary>The same in the aligned space (logits as the model has them).</summary>
    public required double? CorrelationAfter { get; init; }

    /// <summary>The joint points of a head in aligned coordinates: those the alignment was found for, or later ones of the same head.</summary>
    /// <returns>[queries + keys x width]: all queries, then all keys.</returns>
    /// <exception cref="ArgumentException">The vectors are of another width.</exception>
    public float[] Apply(HeadVectors head)
    {
        ArgumentNullException.ThrowIfNull(head);
        if (head.Width != Translation.Length)
            throw new ArgumentException($"The vectors are {head.Width} wide; the alignment is of width {Translation.Length}. Give vectors of the same head.", nameof(head));
        var points = new float[head.Queries.Length + head.Keys.Length];
        ApplyToQueries(head.Queries, points);
        ApplyToKeys(head.Keys, points.AsSpan(head.Queries.Length));
        return points;
    }

    /// <summary>Writes <c>A q</c> for each query.</summary>
    public void ApplyToQueries(ReadOnlySpan<float> queries, Span<float> target)
    {
        if (Matrix is not null)
        {
            AlignmentMatrix.Multiply(Matrix.Forward, queries, target);
            return;
        }

        var c = (float)C;
        for (var i = 0; i < queries.Length; i++)
            target[i] = queries[i] * c;
    }

    /// <summary>Writes <c>inv(A) k + t</c> for each key.</summary>
    public void ApplyToKeys(ReadOnlySpan<float> keys, Span<float> target)
    {
        var c = (float)C;
        var width = Translation.Length;
        if (Matrix is null)
        {
            for (var i = 0; i < keys.Length; i++)
                target[i] = keys[i] / c;
        }
        else
        {
            AlignmentMatrix.Multiply(Matrix.Inverse, keys, target);
        }

        for (var i = 0; i < keys.Length; i++)
            target[i] += Translation[i % width];
    }
}
