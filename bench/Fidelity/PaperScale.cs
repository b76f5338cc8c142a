using AttentionViz.Numerics;
using AttentionViz.Numerics.Pairs;

namespace AttentionViz.Bench.Fidelity;

/// <summary>
/// The scale c as Yeh et al. (AttentionViz, 2023) choose it, written from the paper and apart from the library: of a wide
/// range of c, the one whose weighted correlation of dot product and distance, over pairs of one sequence, is nearest to -1.
/// Pairs nearer than d0, here the 5th percentile of the distances, weigh (d0 - d)^2. Dot products are the model's own.
/// </summary>
internal static class PaperScale
{
    private const int Steps = 97;
    private const double Widest = 8;
    private const int MaxPairs = 40_000;
    private const double NearShare = 0.05;

    /// <summary>c among 97 values, evenly by their logarithm, from 1/8 to 8 times that at which queries are as wide as keys.</summary>
    public static double Find(HeadVectors head, ulong seed)
    {
        var pairs = SameSequencePairs.Sample(head, MaxPairs, seed);
        var geometry = Enumerable.Range(0, pairs.Count).Select(p => Of(head, pairs.Queries[p], pairs.Keys[p])).ToArray();
        var balance = Math.Pow(geometry.Sum(g => g.KeySquare) / geometry.Sum(g => g.QuerySquare), 0.25);
        return Enumerable.Range(0, Steps).Select(i => balance * Math.Pow(Widest, (2.0 * i / (Steps - 1)) - 1)).MinBy(c => Correlation(geometry, c));
    }

    /// <summary>The head with its queries multiplied, its keys divided by c.</summary>
    public static HeadVectors Apply(HeadVectors head, double c) => new(
        [.. head.Queries.Select(x => (float)(x * c))], [.. head.Keys.Select(x => (float)(x / c))],
        head.Width, head.Scale, head.Causal, head.QueryStarts, keyStarts: head.KeyStarts);

    private static Pair Of(HeadVectors head, int query, int key)
    {
        var q = head.Query(query);
        var k = head.Key(key);
        double dot = 0, centred = 0, querySquare = 0, keySquare = 0;
        for (var w = 0; w < q.Length; w++)
        {
            double x = q[w] - head.QueryMeans[w], y = k[w] - head.KeyMeans[w];
            dot += (double)q[w] * k[w];
            centred += x * y;
            querySquare += x * x;
            keySquare += y * y;
        }

        return new Pair(dot, centred, querySquare, keySquare);
    }

    /// <summary>Keys are moved after scaling so that the means meet: d^2 = c^2 |q|^2 + |k|^2 / c^2 - 2 q.k of centred vectors.</summary>
    private static double Correlation(Pair[] pairs, double c)
    {
        var distances = pairs.Select(p => Math.Sqrt(Math.Max(0, (c * c * p.QuerySquare) + (p.KeySquare / (c * c)) - (2 * p.Centred)))).ToArray();
        var near = distances.Order().ElementAt((int)(NearShare * (distances.Length - 1)));
        var weights = distances.Select(d => Math.Pow(Math.Max(0, near - d), 2)).ToArray();
        var total = weights.Sum();
        double Mean(Func<int, double> of) => Enumerable.Range(0, weights.Length).Sum(i => weights[i] * of(i)) / total;
        double dots = Mean(i => pairs[i].Dot), mean = Mean(i => distances[i]);
        var covariance = Mean(i => (pairs[i].Dot - dots) * (distances[i] - mean));
        var correlation = covariance / Math.Sqrt(Mean(i => Math.Pow(pairs[i].Dot - dots, 2)) * Mean(i => Math.Pow(distances[i] - mean, 2)));
        return double.IsNaN(correlation) ? double.PositiveInfinity : correlation;
    }

    private readonly record struct Pair(double Dot, double Centred, double QuerySquare, double KeySquare);
}
