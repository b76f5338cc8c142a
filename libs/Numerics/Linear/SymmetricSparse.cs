namespace AttentionViz.Numerics.Linear;

/// <summary>A sparse symmetric matrix in compressed rows, columns ascending in each row, diagonal empty.</summary>
/// <param name="RowStarts">[n + 1] first entry of each row, then the number of entries.</param>
/// <param name="Columns">[entries] column of each entry.</param>
/// <param name="Values">[entries].</param>
public sealed record SymmetricSparse(int[] RowStarts, int[] Columns, float[] Values)
{
    /// <summary>Order of the matrix.</summary>
    public int Count => RowStarts.Length - 1;

    /// <summary>Makes a symmetric matrix of weighted directed edges: entry (i, j) = combine(w_ij, w_ji), absent edges weighing 0.</summary>
    /// <param name="n">Number of points.</param>
    /// <param name="k">Edges of each point.</param>
    /// <param name="targets">[n x k] distinct targets of each point's edges, none the point itself.</param>
    /// <param name="weights">[n x k].</param>
    /// <param name="combine">Symmetric in its arguments.</param>
    public static SymmetricSparse FromEdges(
        int n, int k, ReadOnlySpan<int> targets, ReadOnlySpan<double> weights, Func<double, double, double> combine)
    {
        ArgumentNullException.ThrowIfNull(combine);
        var (reverseStarts, sources, reverseWeights) = Reverse(n, k, targets, weights);
        var rowStarts = new int[n + 1];
        var columns = new int[2 * targets.Length];
        var values = new float[2 * targets.Length];
        var own = new int[k];
        var ownWeights = new double[k];
        var entry = 0;
        for (var i = 0; i < n; i++)
        {
            targets.Slice(i * k, k).CopyTo(own);
            weights.Slice(i * k, k).CopyTo(ownWeights);
            Array.Sort(own, ownWeights);
            int a = 0, b = reverseStarts[i], end = reverseStarts[i + 1];
            while (a < k || b < end)
            {
                var left = a < k ? own[a] : int.MaxValue;
                var right = b < end ? sources[b] : int.MaxValue;
                var forward = left <= right ? ownWeights[a++] : 0;
                var backward = right <= left ? reverseWeights[b++] : 0;
                columns[entry] = Math.Min(left, right);
                values[entry++] = (float)combine(forward, backward);
            }

            rowStarts[i + 1] = entry;
        }

        return new SymmetricSparse(rowStarts, columns[..entry], values[..entry]);
    }

    private static (int[] Starts, int[] Sources, double[] Weights) Reverse(
        int n, int k, ReadOnlySpan<int> targets, ReadOnlySpan<double> weights)
    {
        var starts = new int[n + 1];
        foreach (var target in targets)
            starts[target + 1]++;
        for (var i = 0; i < n; i++)
            starts[i + 1] += starts[i];
        var next = starts[..n];
        var sources = new int[targets.Length];
        var reversed = new double[targets.Length];
        for (var e = 0; e < targets.Length; e++)
        {
            var slot = next[targets[e]]++;
            sources[slot] = e / k;
            reversed[slot] = weights[e];
        }

        return (starts, sources, reversed);
    }
}
