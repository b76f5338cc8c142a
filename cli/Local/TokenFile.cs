using System.Text.Json;
using AttentionViz.Cli.Running;

namespace AttentionViz.Cli.Local;

/// <summary>Which rows are of one sequence, read from a tokens.jsonl.</summary>
internal static class TokenFile
{
    /// <summary>First row of each sequence, then the number of rows.</summary>
    public static int[] SequenceStarts(string path, int rows)
    {
        if (!File.Exists(path)) throw ToolException.Unusable($"--tokens: '{path}' does not exist; give the tokens.jsonl that 'extract' wrote");
        var starts = new List<int>();
        var (row, last) = (0, -1L);
        foreach (var line in File.ReadLines(path).Where(l => l.Length > 0))
        {
            var sequence = SequenceOf(path, row + 1, line);
            if (row == 0 || sequence != last) starts.Add(row);
            last = sequence;
            row++;
        }

        if (row != rows) throw ToolException.Unusable($"--tokens: '{path}' has {row} rows, but --q has {rows}; they must be of one extraction");
        return [.. starts, rows];
    }

    private static long SequenceOf(string path, int number, string line)
    {
        try
        {
            using var row = JsonDocument.Parse(line);
            return row.RootElement.GetProperty("sequence").GetInt64();
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw ToolException.Unusable($"--tokens: '{path}', line {number} is not an object with a whole number \"sequence\"; give the tokens.jsonl that 'extract' wrote");
        }
    }
}
