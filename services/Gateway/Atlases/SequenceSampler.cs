using AttentionViz.V1;

namespace AttentionViz.Gateway.Atlases;

/// <summary>
/// Draws whole sequences of an atlas without regard to what they hold: the first k by a hash of
/// the job's seed and their place in the corpus. k is fixed before lengths of the drawn are looked
/// at; filling up to the limit instead would favour short sequences.
/// </summary>
internal static class SequenceSampler
{
    // Deviations of the number of rows that k leaves room for; beyond that, once in 30,000 draws, k is lowered.
    private const double Room = 4;

    /// <summary>Rows of the sequences drawn, ascending; <paramref name="mostRows"/> at most. Empty when no sequence is that short.</summary>
    public static int[] Draw(IReadOnlyList<SequenceInfo> sequences, ulong seed, long mostRows)
    {
        var ordered = sequences.OrderBy(s => Hash(seed, s.Index)).ThenBy(s => s.Index).ToList();
        var count = Count(sequences, mostRows);
        var rows = ordered.Take(count).Sum(s => (long)s.Tokens);
        while (rows > mostRows) rows -= ordered[--count].Tokens;
        var drawn = count > 0 ? ordered.Take(count) : ordered.Where(s => s.Tokens <= mostRows).Take(1);
        return [.. drawn.OrderBy(s => s.FirstRow).SelectMany(s => Enumerable.Range((int)s.FirstRow, s.Tokens))];
    }

    /// <summary>The most sequences whose number of rows, drawn at random, stays below the limit.</summary>
    private static int Count(IReadOnlyList<SequenceInfo> sequences, long mostRows)
    {
        var n = sequences.Count;
        if (n == 0) return 0;
        var mean = sequences.Average(s => (double)s.Tokens);
        var deviation = Math.Sqrt(sequences.Average(s => (s.Tokens - mean) * (s.Tokens - mean)));
        for (var k = (int)Math.Min(n, mostRows / mean + 1); k > 0; k--)
        {
            // Drawn without replacement: the spread shrinks to nothing as k comes to n.
            var spread = deviation * Math.Sqrt(k * (double)(n - k) / Math.Max(n - 1, 1));
            if (k * mean + Room * spread <= mostRows) return k;
        }

        return 0;
    }

    private static ulong Hash(ulong seed, long index) => Mix(unchecked(Mix(seed) + (ulong)index * 0x9E3779B97F4A7C15UL));

    /// <summary>A bijective mix of 64 bits (the finaliser of SplitMix64), so that neighbouring places land far apart.</summary>
    private static ulong Mix(ulong x)
    {
        unchecked
        {
            x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9UL;
            x = (x ^ (x >> 27)) * 0x94D049BB133111EBUL;
            return x ^ (x >> 31);
        }
    }
}
