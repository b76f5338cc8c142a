namespace AttentionViz.Extractor.Extraction.Statistics;

/// <summary>What the statistics need to know of the sequences of a batch; worked out for the kinds of layers that ask.</summary>
internal sealed class BatchFacts(IReadOnlyList<EncodedSequence> sequences)
{
    private readonly Lazy<SequenceFacts[]> _causal = new(() => [.. sequences.Select(s => new SequenceFacts(s, causal: true))]);
    private readonly Lazy<SequenceFacts[]> _twoSided = new(() => [.. sequences.Select(s => new SequenceFacts(s, causal: false))]);

    /// <summary>By place in the batch.</summary>
    /// <param name="causal">A query sees no later key.</param>
    public SequenceFacts[] Of(bool causal) => (causal ? _causal : _twoSided).Value;
}
