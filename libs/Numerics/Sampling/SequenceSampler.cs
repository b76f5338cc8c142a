using AttentionViz.Numerics.Randomness;

namespace AttentionViz.Numerics.Sampling;

/// <summary>
/// Chooses whole sequences for the maps: a simple random sample by seeded hash. Whether a sequence is in depends on seed
/// and index alone, not on its length, so that statistics of the sample are unbiased and workers need not agree on an order.
/// </summary>
public static class SequenceSampler
{
    /// <summary>
    /// All sequences when the budget covers them; else the m = clamp(floor(budget / mean tokens), 1, N) of smallest hash.
    /// The tokens of the sample equal the budget on average, not exactly: cutting at the budget would favour short sequences.
    /// </summary>
    /// <param name="tokenCounts">Tokens of each sequence, non-negative.</param>
    /// <param name="tokenBudget">Tokens wanted, at least 1.</param>
    /// <returns>Indices of the chosen sequences, ascending.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The budget is below 1.</exception>
    public static int[] Choose(ReadOnlySpan<int> tokenCounts, int tokenBudget, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tokenBudget, 1);
        long total = 0;
        foreach (var tokens in tokenCounts)
            total += tokens;
        var n = tokenCounts.Length;
        var indices = new int[n];
        var hashes = new ulong[n];
        for (var i = 0; i < n; i++)
        {
            indices[i] = i;
            hashes[i] = SplitMix64.Hash(seed, (ulong)i);
        }

        if (total <= tokenBudget)
            return indices;
        var m = (int)Math.Clamp((long)tokenBudget * n / total, 1, n);
        Array.Sort(hashes, indices);
        var chosen = indices[..m];
        Array.Sort(chosen);
        return chosen;
    }
}
