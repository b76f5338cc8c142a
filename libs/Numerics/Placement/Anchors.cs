using AttentionViz.Numerics.Tsne;

namespace AttentionViz.Numerics.Placement;

/// <summary>The reference points that attract one new point: where they stand and how strongly they pull. Serves one point after another.</summary>
/// <param name="reference">The map.</param>
/// <param name="k">Anchors of a point.</param>
internal sealed class Anchors(ReferenceMap reference, int k)
{
    private readonly float[] _coordinate = new float[k];
    private readonly float[] _weights = new float[k];

    /// <summary>[dimension][anchor, padded] places; padding stands nowhere.</summary>
    public float[][] Positions { get; } = Coordinates.Positions(reference.Dimensions, k);

    /// <summary>[anchor, padded] strengths, 0 for padding.</summary>
    public float[] Strengths { get; } = new float[Coordinates.Padded(k)];

    /// <summary>Sum of the strengths.</summary>
    public float Total { get; private set; }

    /// <summary>Takes the anchors of another point.</summary>
    /// <param name="indices">[k] reference points.</param>
    /// <param name="strengths">[k] non-negative, not all 0.</param>
    public void Set(ReadOnlySpan<int> indices, ReadOnlySpan<double> strengths)
    {
        double total = 0;
        for (var j = 0; j < k; j++)
        {
            for (var d = 0; d < Positions.Length; d++)
                Positions[d][j] = reference.Positions[d][indices[j]];
            Strengths[j] = (float)strengths[j];
            total += strengths[j];
        }

        Total = (float)total;
    }

    /// <summary>Writes the median of each coordinate, weighted by strength: a few anchors in another part of the map do not move it.</summary>
    /// <param name="place">[dimensions].</param>
    public void Median(Span<float> place)
    {
        for (var d = 0; d < place.Length; d++)
        {
            Positions[d].AsSpan(0, k).CopyTo(_coordinate);
            Strengths.AsSpan(0, k).CopyTo(_weights);
            Array.Sort(_coordinate, _weights);
            double sum = 0;
            var j = 0;
            while ((sum += _weights[j]) < Total / 2 && j + 1 < k)
                j++;
            place[d] = _coordinate[j];
        }
    }
}
