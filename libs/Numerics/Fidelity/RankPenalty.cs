using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AttentionViz.Numerics.Fidelity;

/// <summary>The penalty of trustworthiness (Venna, Kaski: Neighborhood Preservation in Nonlinear Projection Methods, 2001) for one point.</summary>
internal static class RankPenalty
{
    /// <summary>Sum over the neighbours in a map of how far their rank in the original space exceeds k.</summary>
    /// <param name="row">[n] squared distances from the point in the original space.</param>
    /// <param name="near">[k] its nearest points there.</param>
    /// <param name="mapNear">[k] its nearest points in the map.</param>
    public static long Of(ReadOnlySpan<float> row, int point, ReadOnlySpan<int> near, ReadOnlySpan<int> mapNear)
    {
        long penalty = 0;
        foreach (var j in mapNear)
        {
            if (!near.Contains(j))
                penalty += Rank(row, point, j) - near.Length;
        }

        return penalty;
    }

    /// <summary>Place of point j among all others by distance, from 1; equal distances by index.</summary>
    private static int Rank(ReadOnlySpan<float> row, int point, int j)
    {
        var distance = row[j];
        // Not above = below the next number up.
        var rank = 1 + CountBelow(row[..j], float.BitIncrement(distance)) + CountBelow(row[j..], distance);
        // The point itself, at distance 0, is no neighbour; it was counted unless another at 0 precedes it.
        return point < j || distance > 0 ? rank - 1 : rank;
    }

    private static int CountBelow(ReadOnlySpan<float> values, float bound)
    {
        ref var first = ref MemoryMarshal.GetReference(values);
        var bounds = Vector512.Create(bound);
        int count = 0, i = 0;
        for (; i + Vector512<float>.Count <= values.Length; i += Vector512<float>.Count)
            count += BitOperations.PopCount(Vector512.LessThan(Vector512.LoadUnsafe(ref first, (nuint)i), bounds).ExtractMostSignificantBits());
        for (; i < values.Length; i++)
            count += values[i] < bound ? 1 : 0;
        return count;
    }
}
