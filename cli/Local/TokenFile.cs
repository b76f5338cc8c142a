using System.Text.Json;
using AttentionViz.Cli.Running;

namespace AttentionViz.Cli.Local;

/// <summary>Which rows are of one sequence, read from a tokens.jsonl.</summary>
internal static class TokenFile
{
    /// <summary>First row of each sequence, then the number of rows.</summary>
    /// <param name="rows">Rows that there must be.</param>
    /// <param name="matrix">The option whose matrix has these rows.</param>
    /// <param name="side">Count only tokens of this side; null where there are none.</param>
    public static int[] SequenceStarts(string path, int rows, string matrix, string? side)
    {
        if (!File.Exists(path)) throw ToolException.Unusable($"--tokens: '{path}' does not exist; give the tokens.jsonl that 'extract' wrote");
        var starts = new List<int>();
        var (row, line, last) = (0, 0, -1L);
        foreach (var text in File.ReadLines(path).Where(l => l.Length > 0))
        {
            var (sequence, own) = Read(path, ++line, text);
            if (side is not null && own != side) continue;
            if (row == 0 || sequence != last) starts.Add(row);
            last = sequence;
            row++;
        }

        if (row != rows) throw ToolException.Unusable($"--tokens: '{path}' has {row} rows{(side is null ? "" : $" of the {side} side")}, but {matrix} has {rows}; they must be of one extraction");
        return [.. starts, rows];
    }

    private static (long Sequence, string? Side) Read(string path, int number, string line)
    {
        try
        {
            using var row = JsonDocument.Parse(line);
            return (row.RootElement.GetProperty("sequence").GetInt64(), row.RootElement.TryGetProperty("side", out var side) ? side.GetString() : null);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw ToolException.Unusable($"--tokens: '{path}', line {number} is not an object with a whole number \"sequence\"; give the tokens.jsonl that 'extract' wrote");
        }
    }
}
