namespace AttentionViz.Extractor.Extraction;

/// <summary>Packs sequences of like length together, so that little of a batch is padding.</summary>
public static class BatchPlanner
{
    /// <summary>What starting a run costs, in positions: padding up to this is cheaper than one more run.</summary>
    private const int RunCost = 64;

    /// <summary>Keeps planning linear for corpora of very short sequences.</summary>
    private const int MaxSequences = 4096;

    /// <summary>Batches as indices into <paramref name="lengths"/>, that cost least in all; sequences of length 0 are left out.</summary>
    /// <param name="lengths">Tokens of each sequence.</param>
    /// <param name="tokensPerBatch">Most positions of a batch, padding included; a longer sequence goes alone.</param>
    /// <param name="padding">False for a model that attends to padding: lengths are not mixed.</param>
    /// <param name="areaPerBatch">Most positions times length of a batch, likewise: what attention weights take.</param>
    public static IReadOnlyList<int[]> Plan(IReadOnlyList<int> lengths, int tokensPerBatch, bool padding = true, long areaPerBatch = long.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tokensPerBatch, 1);
        int[] order = [.. Enumerable.Range(0, lengths.Count).Where(i => lengths[i] > 0).OrderBy(i => lengths[i]).ThenBy(i => i)];
        // By length, so a batch is a stretch and its last sequence sets the padded length.
        var (cost, start) = (new long[order.Length + 1], new int[order.Length + 1]);
        for (var end = 1; end <= order.Length; end++)
        {
            long longest = lengths[order[end - 1]];
            cost[end] = long.MaxValue;
            for (var first = end - 1; first >= Math.Max(0, end - MaxSequences); first--)
            {
                var positions = (end - first) * longest;
                if (first < end - 1 && (positions > tokensPerBatch || positions * longest > areaPerBatch || (!padding && lengths[order[first]] != longest))) break;
                if (cost[first] + RunCost + positions >= cost[end]) continue;
                (cost[end], start[end]) = (cost[first] + RunCost + positions, first);
            }
        }

        var batches = new List<int[]>();
        for (var end = order.Length; end > 0; end = start[end]) batches.Add(order[start[end]..end]);
        batches.Reverse();
        return batches;
    }
}
