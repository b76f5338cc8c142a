using AttentionViz.Gateway.Atlases;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.V1;

namespace AttentionViz.Gateway.Explore;

/// <summary>The tokens of a job, column by column; does not change once read.</summary>
internal sealed class TokenTable
{
    // Of a string or a list besides its characters and entries.
    private const int ObjectBytes = 40;

    private readonly List<SequencePlace> _sequences = [];

    private TokenTable(int rows) =>
        (TextOf, TokenIds, Positions, Starts, Ends, Special) = (new int[rows], new int[rows], new int[rows], new int[rows], new int[rows], new bool[rows]);

    public int Rows => TextOf.Length;

    /// <summary>In row order, by ascending index.</summary>
    public IReadOnlyList<SequencePlace> Sequences => _sequences;

    /// <summary>The different texts of tokens.</summary>
    public IReadOnlyList<string> Texts { get; private set; } = [];

    /// <summary>Which of <see cref="Texts"/> each row has.</summary>
    public int[] TextOf { get; }

    public int[] TokenIds { get; }

    public int[] Positions { get; }

    /// <summary>With <see cref="Ends"/>: spans in Unicode code points.</summary>
    public int[] Starts { get; }

    public int[] Ends { get; }

    public bool[] Special { get; }

    /// <summary>Memory that it takes, about.</summary>
    public long Bytes { get; private set; }

    public static async Task<TokenTable> ReadAsync(PlannedJob job, TokenRows tokens)
    {
        var table = new TokenTable((int)job.Tokens);
        var drawn = DrawnSequence.Of(job.Plan);
        var texts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var shard = 0; shard < job.Plan.Count; shard++)
        {
            if (job.Plan[shard].Rows > 0) table.Append(await tokens.ReadAsync(job, shard), shard, (int)job.Plan[shard].FirstRow, drawn, texts);
        }

        table.Texts = [.. texts.Keys];
        table.Bytes = (21L * table.Rows) + texts.Keys.Sum(t => (2L * t.Length) + ObjectBytes) + table._sequences.Sum(s => SizeOf(s.Sequence));
        return table;
    }

    /// <summary>The sequence that a row is of.</summary>
    public SequencePlace SequenceOf(int row)
    {
        var (low, high) = (0, _sequences.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_sequences[middle].Drawn.Row <= row) low = middle;
            else high = middle - 1;
        }

        return _sequences[low];
    }

    private void Append(StreamTokensResponse chunk, int shard, int firstRow, IReadOnlyList<DrawnSequence> drawn, Dictionary<string, int> texts)
    {
        chunk.TokenIds.CopyTo(TokenIds, firstRow);
        chunk.Positions.CopyTo(Positions, firstRow);
        chunk.Starts.CopyTo(Starts, firstRow);
        chunk.Ends.CopyTo(Ends, firstRow);
        chunk.Special.CopyTo(Special, firstRow);
        for (var i = 0; i < chunk.Texts.Count; i++)
        {
            if (!texts.TryGetValue(chunk.Texts[i], out var text)) texts[chunk.Texts[i]] = text = texts.Count;
            TextOf[firstRow + i] = text;
        }

        var first = drawn[_sequences.Count];
        foreach (var sequence in chunk.Sequences) _sequences.Add(new SequencePlace(shard, sequence, drawn[_sequences.Count], first));
    }

    private static long SizeOf(SequenceInfo sequence) =>
        200 + (2L * (sequence.Text.Length + sequence.TargetText.Length + sequence.Id.Length))
        + sequence.Metadata.Sum(m => (2L * (m.Key.Length + m.Value.Text.Length)) + (4 * ObjectBytes));
}
