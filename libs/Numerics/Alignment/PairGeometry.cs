using AttentionViz.Numerics.Pairs;

namespace AttentionViz.Numerics.Alignment;

/// <summary>
/// What the distances of sampled pairs need for every scale at once: with the means subtracted,
/// <c>d(c)^2 = c^2 |q|^2 + |k|^2 / c^2 - 2 q.k</c>, because the translation that follows the scaling makes the means meet.
/// So trying another c costs a few operations a pair, whatever the width of the head.
/// </summary>
internal sealed class PairGeometry
{
    private readonly double[] _querySquares;
    private readonly double[] _keySquares;
    private readonly double[] _products;

    private PairGeometry(double[] dots, double[] querySquares, double[] keySquares, double[] products)
    {
        Dots = dots;
        _querySquares = querySquares;
        _keySquares = keySquares;
        _products = products;
    }

    /// <summary>
    /// q.(k - mean k), one a pair: the dot product less what is constant over a query's keys. Softmax does not see that
    /// part (it is all that a bias of the keys adds), so it must not sway the search either.
    /// </summary>
    public double[] Dots { get; }

    public int Count => Dots.Length;

    /// <summary>The scale at which queries and keys are equally wide (root mean square over the pairs); 1 if either has no width.</summary>
    public double BalancedScale
    {
        get
        {
            var ratio = _keySquares.Sum() / _querySquares.Sum();
            return double.IsFinite(ratio) && ratio > 0 ? Math.Pow(ratio, 0.25) : 1;
        }
    }

    /// <summary>Distances between vectors as they are (translation none).</summary>
    public static PairGeometry Raw(HeadVectors head, SameSequencePairs pairs) =>
        Build(head, pairs, new double[head.Width], new double[head.Width]);

    /// <summary>Distances once the means of both clouds meet.</summary>
    public static PairGeometry Centred(HeadVectors head, SameSequencePairs pairs) =>
        Build(head, pairs, head.QueryMeans, head.KeyMeans);

    /// <summary>Distance of every pair at scale <paramref name="c"/>.</summary>
    public void Distances(double c, Span<double> target)
    {
        double square = c * c, inverse = 1 / square;
        for (var p = 0; p < target.Length; p++)
        {
            var squared = (square * _querySquares[p]) + (inverse * _keySquares[p]) - (2 * _products[p]);
            target[p] = Math.Sqrt(Math.Max(0, squared));
        }
    }

    private static PairGeometry Build(HeadVectors head, SameSequencePairs pairs, double[] queryOrigin, double[] keyOrigin)
    {
        var count = pairs.Count;
        var dots = new double[count];
        var querySquares = new double[count];
        var keySquares = new double[count];
        var products = new double[count];
        for (var p = 0; p < count; p++)
        {
            var q = head.Query(pairs.Queries[p]);
            var k = head.Key(pairs.Keys[p]);
            double dot = 0, qq = 0, kk = 0, qk = 0;
            for (var w = 0; w < q.Length; w++)
            {
                var a = q[w] - queryOrigin[w];
                var b = k[w] - keyOrigin[w];
                dot += q[w] * (k[w] - head.KeyMeans[w]);
                qq += a * a;
                kk += b * b;
                qk += a * b;
            }

            (dots[p], querySquares[p], keySquares[p], products[p]) = (dot, qq, kk, qk);
        }

        return new PairGeometry(dots, querySquares, keySquares, products);
    }
}
