namespace AttentionViz.Extractor.Extraction;

/// <summary>Packs sequences of like length together, so that little of a batch is padding.</summary>
public static class BatchPlanner
{
    /// <summary>Batches as indices into <paramref name="lengths"/>; sequences of length 0 are left out.</summary>
    /// <param name="lengths">Tokens of each sequence.</param>
    /// <param name="tokensPerBatch">Most positions of a batch, padding included; a longer sequence goes alone.</param>
    public static IReadOnlyList<int[]> Plan(IReadOnlyList<int> lengths, int tokensPerBatch)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tokensPerBatch, 1);
        var batches = new List<int[]>();
        var batch = new List<int>();
        foreach (var i in Enumerable.Range(0, lengths.Count).Where(i => lengths[i] > 0).OrderBy(i => lengths[i]).ThenBy(i => i))
        {
            // Ascending, so the newcomer is the longest and sets the batch's padded length.
            if (batch.Count > 0 && (batch.Count + 1) * lengths[i] > tokensPerBatch)
            {
                batches.Add([.. batch]);
                batch.Clear();
            }

            batch.Add(i);
        }

        if (batch.Count > 0) batches.Add([.. batch]);
        return batches;
    }
}
