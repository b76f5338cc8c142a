using AttentionViz.Extractor.Running;

namespace AttentionViz.Extractor.Extraction;

/// <summary>Feeds a batch of sequences, whether they are tokens, tokens of two sides or images.</summary>
internal static class SequenceBatch
{
    /// <summary>Pixels are turned into numbers here and dropped with the batch: as numbers they take four times the memory.</summary>
    public static AttentionBatch Run(
        AttentionModel model, IReadOnlyList<EncodedSequence> sequences, RunScope scope, CancellationToken cancellationToken) =>
        sequences[0].View is not null ? model.RunImages([.. sequences.Select(s => s.View!.ToTensor())], scope, cancellationToken)
        : sequences[0].SourceLength is not null
            ? model.RunPairs([.. sequences.Select(s => new TokenPair(s.Ids[..s.SourceLength!.Value], s.Ids[s.SourceLength.Value..]))], scope, cancellationToken)
        : model.Run([.. sequences.Select(s => s.Ids)], scope, cancellationToken);
}
