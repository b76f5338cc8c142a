using AttentionViz.Numerics.Linear;
using AttentionViz.Numerics.Randomness;

namespace AttentionViz.Numerics.Umap;

/// <summary>
/// The cross-entropy that UMAP's sampling really lowers (Damrich, Hamprecht: On UMAP's true loss function, 2021): an edge of
/// strength v is drawn in proportion to v, and with it m random points, so per draw it is
/// <c>-log w_ij - m * mean_k log(1 - w_ik)</c>, averaged over edges by v; w is the strength in the map. The sum over all n^2
/// pairs of the 2018 paper would weigh repulsion some n / k times more than the method does, and rise while the map improves.
/// </summary>
internal static class CrossEntropy
{
    private const int SamplesPerPoint = 50;
    private const double Least = 1e-12;

    /// <summary>Nats per draw; the mean over k is estimated from seeded samples.</summary>
    public static double PerDraw(
        SymmetricSparse strengths, ReadOnlySpan<float> points, int dimensions, DistanceCurve curve, int negativeSamples, ulong seed)
    {
        var random = new SeededRandom(SplitMix64.Hash(seed, 3));
        double total = 0, weight = 0;
        for (var i = 0; i < strengths.Count; i++)
        {
            var repulsion = negativeSamples * Repulsion(i, strengths.Count, points, dimensions, curve, random);
            for (var e = strengths.RowStarts[i]; e < strengths.RowStarts[i + 1]; e++)
            {
                double v = strengths.Values[e];
                total += v * (repulsion - Math.Log(Math.Max(Least, curve.At(Distance(points, dimensions, i, strengths.Columns[e])))));
                weight += v;
            }
        }

        return weight > 0 ? total / weight : 0;
    }

    private static double Repulsion(
        int i, int n, ReadOnlySpan<float> points, int dimensions, DistanceCurve curve, SeededRandom random)
    {
        double sum = 0;
        for (var s = 0; s < SamplesPerPoint; s++)
        {
            // A point drawn as its own negative sample exerts no force.
            var k = random.Next(n);
            if (k != i)
                sum -= Math.Log(Math.Max(Least, 1 - curve.At(Distance(points, dimensions, i, k))));
        }

        return sum / SamplesPerPoint;
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
