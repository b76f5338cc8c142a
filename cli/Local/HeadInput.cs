using AttentionViz.Cli.Running;
using AttentionViz.Numerics;

namespace AttentionViz.Cli.Local;

/// <summary>Reads one head from the files that 'extract' writes.</summary>
internal static class HeadInput
{
    public static HeadVectors Read(ProjectionInput input)
    {
        var queries = MatrixFile.Read("--q", input.Queries!);
        var keys = MatrixFile.Read("--k", input.Keys!);
        var head = HeadFile.Beside(input.Queries!);
        var cross = head?.QuerySide != head?.KeySide;
        if ((queries.Rows != keys.Rows && !cross) || queries.Columns != keys.Columns)
        {
            throw ToolException.Unusable(
                $"--k: '{input.Keys}' is {keys.Rows} x {keys.Columns}, but --q is {queries.Rows} x {queries.Columns}; give queries and keys of one head");
        }

        // Where nothing says it, what nearly every transformer uses; it changes no distance, only figures.
        var scale = input.Scale ?? head?.Scale ?? 1 / Math.Sqrt(queries.Columns);
        return new HeadVectors(
            queries.Values, keys.Values, queries.Columns, (float)scale, head?.Causal ?? false, Starts(input, queries.Rows, "--q", head?.QuerySide),
            keyStarts: cross ? Starts(input, keys.Rows, "--k", head?.KeySide) : null);
    }

    private static int[] Starts(ProjectionInput input, int rows, string matrix, string? side)
    {
        if (input.Tokens is { } given) return TokenFile.SequenceStarts(given, rows, matrix, side);
        var beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(input.Queries!))!, "tokens.jsonl");
        return File.Exists(beside) ? TokenFile.SequenceStarts(beside, rows, matrix, side) : [0, rows];
    }
}
