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
    /// <param name="targets">[n x k] distinct targets of each point's edges, none the point itself; sorted in place within each row.</param>
    /// <param name="weights">[n x k]; follow their targets.</param>
    /// <param name="combine">Symmetric in its arguments.</param>
    public static SymmetricSparse FromEdges(int n, int k, int[] targets, float[] weights, Func<double, double, double> combine)
    {
        ArgumentNullException.ThrowIfNull(combine);
        for (var i = 0; i < n; i++)
            Array.Sort(targets, weights, i * k, k);
        var (starts, sources, reversed) = Reverse(n, k, targets, weights);
        var rowStarts = new int[n + 1];
        for (var i = 0; i < n; i++)
            rowStarts[i + 1] = rowStarts[i] + Union(targets.AsSpan(i * k, k), sources.AsSpan(starts[i]..starts[i + 1]));
        var result = new SymmetricSparse(rowStarts, new int[rowStarts[n]], new float[rowStarts[n]]);
        for (var i = 0; i < n; i++)
        {
            int a = i * k, ownEnd = a + k, b = starts[i], end = starts[i + 1];
            for (var entry = rowStarts[i]; entry < rowStarts[i + 1]; entry++)
            {
                var left = a < ownEnd ? targets[a] : int.MaxValue;
                var right = b < end ? sources[b] : int.MaxValue;
                var forward = left <= right ? weights[a++] : 0;
                var backward = right <= left ? reversed[b++] : 0;
                result.Columns[entry] = Math.Min(left, right);
                result.Values[entry] = (float)combine(forward, backward);
            }
        }

        return result;
    }

    /// <summary>How many numbers are in either of two ascending lists.</summary>
    private static int Union(ReadOnlySpan<int> left, ReadOnlySpan<int> right)
    {
        var both = 0;
        for (int a = 0, b = 0; a < left.Length && b < right.Length;)
        {
            both += left[a] == right[b] ? 1 : 0;
            var step = left[a].CompareTo(right[b]);
            a += step <= 0 ? 1 : 0;
            b += step >= 0 ? 1 : 0;
        }

        return left.Length + right.Length - both;
    }

    private static (int[] Starts, int[] Sources, float[] Weights) Reverse(int n, int k, int[] targets, float[] weights)
    {
        var starts = new int[n + 1];
        foreach (var target in targets)
            starts[target + 1]++;
        for (var i = 0; i < n; i++)
            starts[i + 1] += starts[i];
        var next = starts[..n];
        var sources = new int[targets.Length];
        var reversed = new float[targets.Length];
        for (var e = 0; e < targets.Length; e++)
        {
            var slot = next[targets[e]]++;
            sources[slot] = e / k;
            reversed[slot] = weights[e];
        }

        return (starts, sources, reversed);
    }
}
