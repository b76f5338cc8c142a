namespace AttentionViz.Numerics.Fidelity;

/// <summary>Rank correlation.</summary>
public static class Spearman
{
    /// <summary>[n] ranks from 1; equal values share the mean of their ranks.</summary>
    public static double[] Ranks(ReadOnlySpan<double> values)
    {
        var sorted = values.ToArray();
        var order = new int[values.Length];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        Array.Sort(sorted, order);
        var ranks = new double[values.Length];
        for (var start = 0; start < sorted.Length;)
        {
            var end = start + 1;
            while (end < sorted.Length && sorted[end] == sorted[start])
                end++;
            for (var i = start; i < end; i++)
                ranks[order[i]] = (start + 1 + end) / 2.0;
            start = end;
        }

        return ranks;
    }

    /// <summary>Pearson correlation of two sets of ranks, in [-1, 1]; null if either does not vary or there are fewer than 3.</summary>
    public static double? Correlation(ReadOnlySpan<double> leftRanks, ReadOnlySpan<double> rightRanks)
    {
        var n = leftRanks.Length;
        if (n < 3)
            return null;
        // Ranks always have this mean, ties or not.
        var mean = (n + 1) / 2.0;
        double covariance = 0, left = 0, right = 0;
        for (var i = 0; i < n; i++)
        {
            var x = leftRanks[i] - mean;
            var y = rightRanks[i] - mean;
            covariance += x * y;
            left += x * x;
            right += y * y;
        }

        return left > 0 && right > 0 ? Math.Clamp(covariance / Math.Sqrt(left * right), -1, 1) : null;
    }
}
