using AttentionViz.Numerics.Randomness;

namespace AttentionViz.Numerics.Fidelity;

/// <summary>
/// 95 % interval of a share whose trials come in clusters: queries of one sequence see the same keys, so they are not
/// independent, sequences are. Whole clusters are resampled with replacement (Davison, Hinkley: Bootstrap Methods and
/// their Application, 1997, 3.8) and the ends are order statistics of the resampled shares. Plain 2.5 and 97.5
/// percentiles are too narrow for few clusters; they are moved out as Hesterberg (What Teachers Should Know About the
/// Bootstrap, The American Statistician 69, 2015, 5.3) does: to the levels that give a t interval where shares are normal.
/// </summary>
internal sealed class ClusterBootstrap
{
    /// <summary>Below so many clusters no interval is given.</summary>
    public const int LeastClusters = 5;

    private readonly int _clusters;
    private readonly int _resamples;
    private readonly int[] _clusterOf;
    private readonly ushort[] _draws;
    private readonly long[] _sizes;

    /// <param name="clusterOf">The cluster of each group of trials, such as a query, in [0, clusters).</param>
    /// <param name="trials">Trials of each group.</param>
    public ClusterBootstrap(int[] clusterOf, int clusters, int trials, int resamples, ulong seed)
    {
        (_clusterOf, _clusters, _resamples) = (clusterOf, clusters, resamples);
        _draws = clusters < LeastClusters ? [] : new ushort[resamples * clusters];
        _sizes = new long[resamples];
        if (_draws.Length == 0)
            return;
        var sizes = new int[clusters];
        foreach (var cluster in clusterOf)
            sizes[cluster] += trials;
        var random = new SeededRandom(seed);
        for (var r = 0; r < resamples; r++)
        {
            var draws = _draws.AsSpan(r * clusters, clusters);
            for (var c = 0; c < clusters; c++)
                draws[random.Next(clusters)]++;
            _sizes[r] = Sum(draws, sizes);
        }
    }

    /// <summary>Ends of the interval; null below <see cref="LeastClusters"/> clusters.</summary>
    /// <param name="hits">Successes of each group.</param>
    public (double Low, double High)? Interval(ReadOnlySpan<int> hits)
    {
        if (_draws.Length == 0)
            return null;
        var byCluster = new int[_clusters];
        for (var i = 0; i < hits.Length; i++)
            byCluster[_clusterOf[i]] += hits[i];
        var shares = new double[_resamples];
        for (var r = 0; r < _resamples; r++)
            shares[r] = Sum(_draws.AsSpan(r * _clusters, _clusters), byCluster) / (double)_sizes[r];
        Array.Sort(shares);
        var level = Level(_clusters);
        return (At(shares, level), At(shares, 1 - level));
    }

    /// <summary>The percentile to take for 2.5 % on a side: P(Z below -t sqrt(n / (n - 1))), t the 97.5 % point of Student's t, n - 1 degrees.</summary>
    internal static double Level(int clusters) => NormalTail(Student975(clusters - 1) * Math.Sqrt(clusters / (clusters - 1.0)));

    private static long Sum(ReadOnlySpan<ushort> draws, ReadOnlySpan<int> values)
    {
        long sum = 0;
        for (var c = 0; c < draws.Length; c++)
            sum += draws[c] * values[c];
        return sum;
    }

    private static double At(double[] sorted, double level)
    {
        var place = Math.Clamp((level * (sorted.Length + 1)) - 1, 0, sorted.Length - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }

    /// <summary>Abramowitz, Stegun: Handbook of Mathematical Functions, 26.7.5; within 0.3 % from 4 degrees of freedom.</summary>
    private static double Student975(double degrees)
    {
        const double Z = 1.959963984540054;
        double z2 = Z * Z, z3 = z2 * Z, z5 = z3 * z2, z7 = z5 * z2;
        return Z
            + ((z3 + Z) / (4 * degrees))
            + (((5 * z5) + (16 * z3) + (3 * Z)) / (96 * degrees * degrees))
            + (((3 * z7) + (19 * z5) + (17 * z3) - (15 * Z)) / (384 * degrees * degrees * degrees));
    }

    /// <summary>P(Z above x) for x at least 0; Abramowitz, Stegun, 26.2.17, to 1e-7.</summary>
    private static double NormalTail(double x)
    {
        var t = 1 / (1 + (0.2316419 * x));
        var series = t * (0.319381530 + (t * (-0.356563782 + (t * (1.781477937 + (t * (-1.821255978 + (t * 1.330274429))))))));
        return Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI) * series;
    }
}
