using System.Numerics;

namespace AttentionViz.Numerics.Linear;

/// <summary>Order statistics without a full sort.</summary>
public static class Quantile
{
    /// <summary>The value that would stand at <paramref name="rank"/> (0 = smallest) if <paramref name="values"/> were sorted. O(n) (Hoare's selection).</summary>
    /// <param name="values">At least one value, none NaN; reordered so that no greater value stands before that rank, no lesser one behind it.</param>
    /// <param name="rank">In [0, values.Length).</param>
    public static T Select<T>(Span<T> values, int rank)
        where T : struct, INumber<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rank, values.Length);
        int low = 0, high = values.Length - 1;
        while (low < high)
        {
            var pivot = MedianOfThree(values[low], values[low + ((high - low) / 2)], values[high]);
            int i = low, j = high;
            while (i <= j)
            {
                while (values[i] < pivot)
                    i++;
                while (values[j] > pivot)
                    j--;
                if (i <= j)
                {
                    (values[i], values[j]) = (values[j], values[i]);
                    i++;
                    j--;
                }
            }

            if (rank <= j)
                high = j;
            else if (rank >= i)
                low = i;
            else
                return values[rank];
        }

        return values[rank];
    }

    private static T MedianOfThree<T>(T a, T b, T c)
        where T : struct, INumber<T> =>
        T.Max(T.Min(a, b), T.Min(T.Max(a, b), c));
}
