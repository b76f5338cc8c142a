using AttentionViz.Pipeline.Atlases;
using AttentionViz.V1;

namespace AttentionViz.Gateway.Atlases.Aggregation;

/// <summary>Sequences of one shard that a mean is taken over.</summary>
/// <param name="Start">The first sequence drawn of the shard.</param>
/// <param name="Special">For each row of the shard whether its token is special; null where that does not matter.</param>
internal sealed record ShardSequences(int Shard, DrawnSequence Start, IReadOnlyList<DrawnSequence> Sequences, bool[]? Special)
{
    /// <summary>Where a sequence's tokens of a side start among those of the shard.</summary>
    public int StartOf(DrawnSequence sequence, TokenSide side) => sequence.Start(side) - Start.Start(side);

    /// <summary>The tokens of one side of a sequence that are left out; empty for none.</summary>
    public ReadOnlySpan<bool> HiddenOf(DrawnSequence sequence, TokenSide side) =>
        Special is null ? default : Special.AsSpan(sequence.RowOf(side) - Start.Row, sequence.Length(side));
}
