using AttentionViz.Numerics.Randomness;
using AttentionViz.Pipeline.Atlases;

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

    /// <summary>Rows of the sequences drawn, ascending; <paramref name="mostRows"/> at most. Empty when no sequence is that short.</summary>
    public static int[] Draw(IReadOnlyList<ShardPlan> plan, ulong seed, long mostRows)
    {
        var sequences = Sequences(plan);
        // Not the hash that drew the sequences of the job: of those, each is as likely as the others.
        var salt = SplitMix64.Hash(seed, ulong.MaxValue);
        var ordered = sequences.Select((s, i) => (Hash: SplitMix64.Hash(salt, (ulong)i), Sequence: s)).OrderBy(s => s.Hash).Select(s => s.Sequence).ToList();
        var count = Count(sequences, mostRows);
        var rows = ordered.Take(count).Sum(s => (long)s.Length);
        while (rows > mostRows) rows -= ordered[--count].Length;
        var drawn = count > 0 ? ordered.Take(count) : ordered.Where(s => s.Length <= mostRows).Take(1);
        return [.. drawn.OrderBy(s => s.FirstRow).SelectMany(s => Enumerable.Range(s.FirstRow, s.Length))];
    }

    private static List<(int FirstRow, int Length)> Sequences(IReadOnlyList<ShardPlan> plan)
    {
        var sequences = new List<(int, int)>();
        foreach (var shard in plan)
        {
            var row = (int)shard.FirstRow;
            foreach (var length in shard.Lengths)
            {
                sequences.Add((row, length));
                row += length;
            }
        }

        return sequences;
    }

    /// <summary>The most sequences whose number of rows, drawn at random, stays below the limit.</summary>
    private static int Count(List<(int FirstRow, int Length)> sequences, long mostRows)
    {
        var n = sequences.Count;
        if (n == 0) return 0;
        var mean = sequences.Average(s => (double)s.Length);
        var deviation = Math.Sqrt(sequences.Average(s => (s.Length - mean) * (s.Length - mean)));
        for (var k = (int)Math.Min(n, mostRows / mean + 1); k > 0; k--)
        {
            // Drawn without replacement: the spread shrinks to nothing as k comes to n.
            var spread = deviation * Math.Sqrt(k * (double)(n - k) / Math.Max(n - 1, 1));
            if (k * mean + Room * spread <= mostRows) return k;
        }

        return 0;
    }
}
