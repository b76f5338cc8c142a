using AttentionViz.Numerics.Randomness;

namespace AttentionViz.Numerics.Pairs;

/// <summary>Query-key pairs of the same sequence that attention can join (with causal attention, keys at or before the query).</summary>
public sealed class SameSequencePairs
{
    private SameSequencePairs(int[] queries, int[] keys, long total)
    {
        Queries = queries;
        Keys = keys;
        Total = total;
    }

    /// <summary>[Count] row of the query of each pair, ascending.</summary>
    public int[] Queries { get; }

    /// <summary>[Count] row of the key of each pair.</summary>
    public int[] Keys { get; }

    /// <summary>Number of pairs held.</summary>
    public int Count => Queries.Length;

    /// <summary>Number of pairs the head has, of which these are all or a sample.</summary>
    public long Total { get; }

    /// <summary>
    /// All pairs when there are at most <paramref name="maxPairs"/>; else exactly that many, one drawn from each of as many
    /// equal strata of the list of all pairs, so that every pair is equally likely and none comes twice.
    /// </summary>
    public static SameSequencePairs Sample(HeadVectors head, int maxPairs, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxPairs, 1);
        var firstPair = new long[head.Sequences + 1];
        for (var s = 0; s < head.Sequences; s++)
        {
            long queries = head.QueryStarts[s + 1] - head.QueryStarts[s];
            long keys = head.KeyStarts[s + 1] - head.KeyStarts[s];
            firstPair[s + 1] = firstPair[s] + (head.Causal ? queries * (queries + 1) / 2 : queries * keys);
        }

        var total = firstPair[^1];
        var count = (int)Math.Min(total, maxPairs);
        var random = new SeededRandom(seed);
        var queryRows = new int[count];
        var keyRows = new int[count];
        var sequence = 0;
        for (var p = 0; p < count; p++)
        {
            var index = total <= maxPairs ? p : Stratum(p, count, total, random);
            while (index >= firstPair[sequence + 1])
                sequence++;
            var within = index - firstPair[sequence];
            var (query, key) = head.Causal
                ? LowerTriangle(within)
                : Math.DivRem(within, head.KeyStarts[sequence + 1] - head.KeyStarts[sequence]);
            queryRows[p] = head.QueryStarts[sequence] + (int)query;
            keyRows[p] = head.KeyStarts[sequence] + (int)key;
        }

        return new SameSequencePairs(queryRows, keyRows, total);
    }

    private static long Stratum(int p, int count, long total, SeededRandom random)
    {
        var low = (long)((Int128)total * p / count);
        var high = (long)((Int128)total * (p + 1) / count);
        return low + (long)(random.NextDouble() * (high - low));
    }

    private static (long Row, long Column) LowerTriangle(long index)
    {
        var row = (long)((Math.Sqrt((8.0 * index) + 1) - 1) / 2);
        while (row * (row + 1) / 2 > index)
            row--;
        while ((row + 1) * (row + 2) / 2 <= index)
            row++;
        return (row, index - (row * (row + 1) / 2));
    }
}
