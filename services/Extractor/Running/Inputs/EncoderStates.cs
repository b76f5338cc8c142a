using Microsoft.ML.OnnxRuntime;

namespace AttentionViz.Extractor.Running.Inputs;

/// <summary>What an encoder made of a batch, for a decoder to look at.</summary>
/// <param name="Values">[sequences, length, width]; alive as long as the decoder runs.</param>
/// <param name="Tokens">What the encoder read.</param>
internal sealed record EncoderStates(OrtValue Values, FedTokens Tokens);
