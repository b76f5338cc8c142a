namespace AttentionViz.Extractor.Running.Inputs;

/// <summary>What batches a model takes.</summary>
/// <param name="FixedBatch">The one number of sequences, or null.</param>
/// <param name="FixedLength">The one length of sequences, of the source side where there are two, or null.</param>
/// <param name="FixedTargetLength">The one length of target sequences, or null.</param>
internal sealed record FeedForm(ModelModality Modality, int? FixedBatch, int? FixedLength, int? FixedTargetLength);
