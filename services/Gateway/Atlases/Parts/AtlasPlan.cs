using AttentionViz.Pipeline.Atlases;
using AttentionViz.V1;

namespace AttentionViz.Gateway.Atlases.Parts;

/// <summary>What is drawn of a job, with the sums that most reads need.</summary>
internal sealed class AtlasPlan(IReadOnlyList<ShardPlan> shards)
{
    private readonly long _tokens = shards.Sum(s => (long)s.Rows);
    private readonly long _source = shards.Sum(s => (long)s.RowsOf(TokenSide.Source));

    public IReadOnlyList<ShardPlan> Shards => shards;

    /// <summary>Sequences drawn, in row order.</summary>
    public IReadOnlyList<DrawnSequence> Sequences => field ??= DrawnSequence.Of(shards);

    /// <summary>Rows of one side; all where the model has no sides.</summary>
    public long RowsOf(TokenSide side) => side switch
    {
        TokenSide.Source => _source,
        TokenSide.Target => _tokens - _source,
        _ => _tokens,
    };

    /// <summary>Memory it takes once everything has been asked for.</summary>
    public long Bytes => shards.Sum(s => 200L + 32L * s.Sampled.Length + 4L * s.Skipped.Length);
}
