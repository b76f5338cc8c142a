namespace AttentionViz.Extractor.Running.Inputs;

/// <summary>Token ids of one side of a batch.</summary>
/// <param name="Length">Positions in the tensors; shorter sequences are padded on the right.</param>
internal sealed record FedTokens(IReadOnlyList<int[]> Ids, int Length)
{
    public bool IsValid(int sequence, int position) => position < Ids[sequence].Length;
}
