namespace AttentionViz.Extractor.Running.Inputs;

/// <summary>What is fed in one run.</summary>
/// <param name="Ids">Token ids of each sequence; where the model takes none, as many empty arrays as sequences.</param>
/// <param name="Length">Positions in the tensors; shorter sequences are padded on the right.</param>
/// <param name="PadId">Id of padded positions.</param>
/// <param name="Seed">Seed of what is made up: pixels and encoder states.</param>
internal sealed record FeedBatch(IReadOnlyList<int[]> Ids, int Length, int PadId, int Seed)
{
    /// <summary>What the decoder of a model fed from two sides reads; null where there is one side.</summary>
    public FedTokens? Target { get; init; }

    /// <summary>Real encoder states for a decoder that is a graph of its own; null while they are made up.</summary>
    public EncoderStates? Encoder { get; init; }

    /// <summary>Made-up encoder states are longer than the decoder's sequence, so that the two cannot be confused.</summary>
    public int EncoderLength => Encoder?.Tokens.Length ?? Length + 2;

    public int Sequences => Ids.Count;

    /// <summary>Pixels of each image, as the model takes them; null while they are made up.</summary>
    public IReadOnlyList<float[]>? Images { get; init; }

    public bool IsValid(int sequence, int position) => position < Ids[sequence].Length;
}
