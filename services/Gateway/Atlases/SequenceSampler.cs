using AttentionViz.V1;

namespace AttentionViz.Gateway.Atlases;

/// <summary>Draws whole sequences of an atlas without regard to what they hold: by a hash of the job's seed and their place in the corpus.</summary>
internal static class SequenceSampler
{
    /// <summary>Rows of the sequences drawn, ascending; as many as <paramref name="mostRows"/> at most. Empty when no sequence is that short.</summary>
    public static int[] Draw(IReadOnlyList<SequenceInfo> sequences, ulong seed, long mostRows)
    {
        var drawn = new List<SequenceInfo>();
        var rows = 0L;
        foreach (var sequence in sequences.OrderBy(s => Hash(seed, s.Index)).ThenBy(s => s.Index))
        {
            if (rows + sequence.Tokens > mostRows)
            {
                // Going on past a sequence that does not fit would favour short ones; only a draw that is still empty must.
                if (drawn.Count > 0) break;
                continue;
            }

            drawn.Add(sequence);
            rows += sequence.Tokens;
        }

        return [.. drawn.OrderBy(s => s.FirstRow).SelectMany(s => Enumerable.Range((int)s.FirstRow, s.Tokens))];
    }

    /// <summary>A bijective mix of 64 bits (the finaliser of SplitMix64), so that neighbouring places land far apart.</summary>
    private static ulong Hash(ulong seed, long index)
    {
        var x = unchecked(Mix(seed) + (ulong)index * 0x9E3779B97F4A7C15UL);
        return Mix(x);
    }

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
