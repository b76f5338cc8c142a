using AttentionViz.Extractor.Running;

namespace AttentionViz.Extractor.Extraction;

/// <summary>Feeds a batch of sequences, whether they are tokens or images.</summary>
internal static class SequenceBatch
{
    /// <summary>Pixels are turned into numbers here and dropped with the batch: as numbers they take four times the memory.</summary>
    public static AttentionBatch Run(
        AttentionModel model, IReadOnlyList<EncodedSequence> sequences, RunScope scope, CancellationToken cancellationToken) =>
        sequences[0].View is null
            ? model.Run([.. sequences.Select(s => s.Ids)], scope, cancellationToken)
            : model.RunImages([.. sequences.Select(s => s.View!.ToTensor())], scope, cancellationToken);
}
