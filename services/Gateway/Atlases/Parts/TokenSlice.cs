using AttentionViz.V1;

namespace AttentionViz.Gateway.Atlases.Parts;

/// <summary>Takes sequences out of token messages.</summary>
internal static class TokenSlice
{
    /// <summary>Adds one sequence with its rows.</summary>
    /// <param name="at">Its first entry in the columns of <paramref name="from"/>.</param>
    public static void Append(StreamTokensResponse to, StreamTokensResponse from, SequenceInfo sequence, int at)
    {
        to.Sequences.Add(sequence);
        for (var i = at; i < at + sequence.Tokens; i++)
        {
            to.Positions.Add(from.Positions[i]);
            to.TokenIds.Add(from.TokenIds[i]);
            to.Texts.Add(from.Texts[i]);
            to.Starts.Add(from.Starts[i]);
            to.Ends.Add(from.Ends[i]);
            to.Special.Add(from.Special[i]);
            if (from.Sides.Count > 0) to.Sides.Add(from.Sides[i]);
        }
    }

    /// <summary>The message from a sequence on; the same where that is its first.</summary>
    /// <param name="startRow">First row of one of its sequences, or a row before.</param>
    public static StreamTokensResponse From(StreamTokensResponse all, long startRow)
    {
        if (startRow <= all.FirstRow) return all;
        var rest = new StreamTokensResponse { FirstRow = startRow, TotalRows = all.TotalRows };
        foreach (var sequence in all.Sequences.Where(s => s.FirstRow >= startRow)) Append(rest, all, sequence, (int)(sequence.FirstRow - all.FirstRow));
        return rest;
    }
}
