using System.Text.Json.Serialization;
using AttentionViz.V1;

namespace AttentionViz.Pipeline.Atlases;

/// <summary>What is drawn of one shard; fixed before any shard is run, so that rows never depend on who runs it or when.</summary>
/// <param name="Tokens">Tokens of the whole shard, without those of <see cref="Skipped"/>.</param>
/// <param name="Sampled">Zero-based places within the shard of the sequences drawn, ascending.</param>
/// <param name="Lengths">Tokens of each of <paramref name="Sampled"/>.</param>
/// <param name="FirstRow">Row of the atlas where the shard's first drawn token goes.</param>
public sealed record ShardPlan(long Tokens, int[] Sampled, int[] Lengths, long FirstRow)
{
    /// <summary>Source tokens of each of <see cref="Sampled"/>; null where the model is fed by one sequence.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int[]? SourceLengths { get; init; }

    /// <summary>Zero-based places within the shard of the sequences that the job goes on without, ascending.</summary>
    public int[] Skipped { get; init; } = [];

    /// <summary>Tokens of the sequences drawn.</summary>
    [JsonIgnore]
    public int Rows { get; } = Lengths.Sum();

    /// <summary>Tokens of one side of the sequences drawn; of all where the model has no sides.</summary>
    public int RowsOf(TokenSide side) => side switch
    {
        TokenSide.Source => SourceLengths?.Sum() ?? 0,
        TokenSide.Target => Rows - RowsOf(TokenSide.Source),
        _ => Rows,
    };
}
