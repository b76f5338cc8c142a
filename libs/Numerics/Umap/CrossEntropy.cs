using AttentionViz.Numerics.Linear;
using AttentionViz.Numerics.Randomness;

namespace AttentionViz.Numerics.Umap;

/// <summary>
/// The objective of UMAP (paper, definition 9), per point:
/// <c>(1/n) sum_{i != j} v log(v/w) + (1-v) log((1-v)/(1-w))</c>, v the strength in the data, w the one in the map.
/// Edges are summed exactly; the n^2 pairs without edge are estimated from seeded samples.
/// </summary>
internal static class CrossEntropy
{
    private const int SamplesPerPoint = 50;
    private const double Least = 1e-12;

    public static double PerPoint(SymmetricSparse strengths, ReadOnlySpan<float> points, int dimensions, DistanceCurve curve, ulong seed)
    {
        var n = strengths.Count;
        var random = new SeededRandom(SplitMix64.Hash(seed, 3));
        double total = 0;
        for (var i = 0; i < n; i++)
        {
            var neighbours = strengths.Columns.AsSpan(strengths.RowStarts[i]..strengths.RowStarts[i + 1]);
            for (var e = 0; e < neighbours.Length; e++)
                total += Edge(strengths.Values[strengths.RowStarts[i] + e], curve.At(Distance(points, dimensions, i, neighbours[e])));

            double apart = 0;
            var drawn = 0;
            for (var s = 0; s < SamplesPerPoint; s++)
            {
                var j = random.Next(n);
                if (j == i || neighbours.BinarySearch(j) >= 0)
                    continue;
                drawn++;
                apart -= Math.Log(Math.Max(Least, 1 - curve.At(Distance(points, dimensions, i, j))));
            }

            if (drawn > 0)
                total += apart / drawn * (n - 1 - neighbours.Length);
        }

        return total / n;
    }

    private static double Edge(double v, double w)
    {
        var attraction = v > 0 ? v * Math.Log(v / Math.Max(Least, w)) : 0;
        var repulsion = v < 1 ? (1 - v) * Math.Log((1 - v) / Math.Max(Least, 1 - w)) : 0;
        return attraction + repulsion;
    }

    private static double Distance(ReadOnlySpan<float> points, int dimensions, int i, int j)
    {
        double square = 0;
        for (var d = 0; d < dimensions; d++)
        {
            double difference = points[(i * dimensions) + d] - points[(j * dimensions) + d];
            square += difference * difference;
        }

        return Math.Sqrt(square);
    }
}
