using AttentionViz.V1;

namespace AttentionViz.Pipeline.Atlases;

/// <summary>Where a drawn sequence lies: among all rows of an atlas, and among those of each side.</summary>
/// <param name="Row">Row of the atlas where it starts.</param>
/// <param name="Tokens">Its rows: of an encoder-decoder source tokens, then target tokens.</param>
/// <param name="SourceTokens">How many of them are source tokens; 0 where the model is fed by one sequence.</param>
/// <param name="SourceRow">Source tokens of all sequences before it.</param>
public readonly record struct DrawnSequence(int Row, int Tokens, int SourceTokens, int SourceRow)
{
    /// <summary>The sequences of a plan, in row order.</summary>
    public static IReadOnlyList<DrawnSequence> Of(IReadOnlyList<ShardPlan> plan)
    {
        var sequences = new List<DrawnSequence>();
        var source = 0;
        foreach (var shard in plan)
        {
            var row = (int)shard.FirstRow;
            for (var i = 0; i < shard.Lengths.Length; i++)
            {
                sequences.Add(new DrawnSequence(row, shard.Lengths[i], shard.SourceLengths?[i] ?? 0, source));
                row += sequences[^1].Tokens;
                source += sequences[^1].SourceTokens;
            }
        }

        return sequences;
    }

    /// <summary>Its tokens of one side.</summary>
    public int Length(TokenSide side) => side switch
    {
        TokenSide.Source => SourceTokens,
        TokenSide.Target => Tokens - SourceTokens,
        _ => Tokens,
    };

    /// <summary>Where its tokens of a side start among all rows of that side.</summary>
    public int Start(TokenSide side) => side switch
    {
        TokenSide.Source => SourceRow,
        TokenSide.Target => Row - SourceRow,
        _ => Row,
    };

    /// <summary>Row of the atlas where its tokens of a side start.</summary>
    public int RowOf(TokenSide side) => side == TokenSide.Target ? Row + SourceTokens : Row;
}
