using System.Collections.Concurrent;

namespace AttentionViz.Extractor.Extraction.Statistics;

/// <summary>What the statistics need to know of the sequences of a batch; worked out for the kinds of layers that ask.</summary>
internal sealed class BatchFacts(IReadOnlyList<EncodedSequence> sequences)
{
    private readonly ConcurrentDictionary<AttentionForm, Lazy<SequenceFacts[]>> _facts = new();

    /// <summary>By place in the batch.</summary>
    public SequenceFacts[] Of(AttentionForm form) =>
        _facts.GetOrAdd(form, f => new Lazy<SequenceFacts[]>(() => [.. sequences.Select(s => new SequenceFacts(s, f))])).Value;
}
