using System.Text.Json;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.V1;

namespace AttentionViz.Extractor.Extraction;

/// <summary>The token rows that one shard gives to an atlas.</summary>
public static class TokenRows
{
    public static StreamTokensResponse Of(IReadOnlyList<EncodedSequence> sequences, ShardPlan plan)
    {
        var chunk = new StreamTokensResponse { FirstRow = plan.FirstRow };
        var row = plan.FirstRow;
        foreach (var place in plan.Sampled)
        {
            var sequence = sequences[place];
            chunk.Sequences.Add(Describe(sequence, row));
            AddPositions(chunk, sequence);
            chunk.TokenIds.AddRange(sequence.Ids);
            chunk.Texts.AddRange(sequence.Texts);
            chunk.Starts.AddRange(sequence.Starts);
            chunk.Ends.AddRange(sequence.Ends);
            chunk.Special.AddRange(sequence.Special);
            row += sequence.Length;
        }

        return chunk;
    }

    private static void AddPositions(StreamTokensResponse chunk, EncodedSequence sequence)
    {
        if (sequence.SourceLength is null)
        {
            chunk.Positions.AddRange(Enumerable.Range(0, sequence.Length));
            return;
        }

        foreach (var side in new[] { TokenSide.Source, TokenSide.Target })
        {
            chunk.Positions.AddRange(Enumerable.Range(0, sequence.LengthOf(side)));
            chunk.Sides.AddRange(Enumerable.Repeat(side, sequence.LengthOf(side)));
        }
    }

    private static SequenceInfo Describe(EncodedSequence sequence, long row)
    {
        var info = new SequenceInfo
        {
            Index = sequence.Source.Index,
            Id = sequence.Source.Id,
            Text = sequence.Source.Text ?? "",
            FirstRow = row,
            Tokens = sequence.Length,
            Truncated = sequence.Truncated,
            SourceTokens = sequence.SourceLength ?? 0,
            TargetText = sequence.SourceLength is null ? "" : sequence.Source.Target ?? sequence.Source.Text ?? "",
        };
        if (sequence.Grid is { } image)
            info.Image = new ImageGrid { Width = image.Width, Height = image.Height, Rows = image.Grid.Rows, Columns = image.Grid.Columns, Leading = image.Grid.Leading };
        foreach (var (name, value) in sequence.Source.Metadata)
        {
            info.Metadata[name] = value.GetValueKind() == JsonValueKind.Number
                ? new MetadataValue { Number = value.GetValue<double>() }
                : new MetadataValue { Text = value.ToString() };
        }

        return info;
    }
}
