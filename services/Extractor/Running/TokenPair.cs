namespace AttentionViz.Extractor.Running;

/// <summary>A sequence as an encoder-decoder reads it.</summary>
/// <param name="Source">Token ids for the encoder, special tokens included.</param>
/// <param name="Target">Token ids for the decoder, from its start token on.</param>
public sealed record TokenPair(int[] Source, int[] Target);
