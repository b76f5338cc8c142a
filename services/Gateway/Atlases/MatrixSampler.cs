using AttentionViz.Numerics.Randomness;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.V1;

namespace AttentionViz.Gateway.Atlases;

/// <summary>
/// Draws whole sequences of an atlas without regard to what they hold: the k of least hash, where
/// k is fixed before the lengths of the drawn are looked at. Filling up to the limit instead would
/// favour short sequences.
/// </summary>
internal static class MatrixSampler
{
    // Deviations of the number of rows that k leaves room for; beyond that, once in 30,000 draws, k is lowered.
    private const double Room = 4;

    /// <summary>
    /// The sequences drawn, in row order; of either side <paramref name="mostRows"/> rows at most, so that no head has more
    /// queries or keys. Empty when no sequence is that short.
    /// </summary>
    public static DrawnSequence[] Draw(IReadOnlyList<DrawnSequence> sequences, ulong seed, long mostRows)
    {
        // Not the hash that drew the sequences of the job: of those, each is as likely as the others.
        var salt = SplitMix64.Hash(seed, ulong.MaxValue);
        var ordered = sequences.Select((s, i) => (Hash: SplitMix64.Hash(salt, (ulong)i), Sequence: s)).OrderBy(s => s.Hash).Select(s => s.Sequence).ToList();
        var count = Count(sequences, mostRows);
        var rows = ordered.Take(count).Sum(s => (long)Longest(s));
        while (rows > mostRows) rows -= Longest(ordered[--count]);
        var drawn = count > 0 ? ordered.Take(count) : ordered.Where(s => Longest(s) <= mostRows).Take(1);
        return [.. drawn.OrderBy(s => s.Row)];
    }

    /// <summary>The most queries or keys that a head has of a sequence.</summary>
    public static int Longest(DrawnSequence sequence) =>
        sequence.SourceTokens == 0 ? sequence.Tokens : Math.Max(sequence.Length(TokenSide.Source), sequence.Length(TokenSide.Target));

    /// <summary>The most sequences whose number of rows, drawn at random, stays below the limit.</summary>
    private static int Count(IReadOnlyList<DrawnSequence> sequences, long mostRows)
    {
        var n = sequences.Count;
        if (n == 0) return 0;
        var mean = sequences.Average(s => (double)Longest(s));
        var deviation = Math.Sqrt(sequences.Average(s => (Longest(s) - mean) * (Longest(s) - mean)));
        for (var k = (int)Math.Min(n, mostRows / mean + 1); k > 0; k--)
        {
            // Drawn without replacement: the spread shrinks to nothing as k comes to n.
            var spread = deviation * Math.Sqrt(k * (double)(n - k) / Math.Max(n - 1, 1));
            if (k * mean + Room * spread <= mostRows) return k;
        }

        return 0;
    }
}
