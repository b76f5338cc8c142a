using AttentionViz.Numerics.Randomness;

namespace AttentionViz.Numerics.Fidelity;

internal static class SeededSubset
{
    /// <summary>At most <paramref name="count"/> of the items, those of smallest hash, in their order.</summary>
    public static int[] Choose(int[] items, int count, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (items.Length <= count)
            return items;
        var hashes = new ulong[items.Length];
        for (var i = 0; i < items.Length; i++)
            hashes[i] = SplitMix64.Hash(seed, (ulong)items[i]);
        var chosen = (int[])items.Clone();
        Array.Sort(hashes, chosen);
        chosen = chosen[..count];
        Array.Sort(chosen);
        return chosen;
    }
}
