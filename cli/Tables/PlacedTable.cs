using System.Globalization;
using System.Runtime.InteropServices;
using AttentionViz.Cli.Options;
using AttentionViz.V1;
using Spectre.Console;

namespace AttentionViz.Cli.Tables;

/// <summary>New tokens in one head, a row each: what a token attends to most, and where its query and its key lie.</summary>
internal static class PlacedTable
{
    /// <param name="summary">The head as the atlas tells of it.</param>
    public static Table Of(StreamTokensResponse tokens, ProjectedHead head, HeadSummary summary)
    {
        var table = new Table { Border = TableBorder.Simple, Title = new TableTitle($"L{head.Layer} H{head.Head}") }.AddColumns("token", "attends to", "weight");
        foreach (var map in head.Maps)
        {
            var name = Words.Of(map.Map.Method, map.Map.Dimensions, map.Map.AttentionWeight);
            table.AddColumns($"query in {name}", $"key in {name}");
        }

        // Queries are of one side and keys of one side: a token of an encoder-decoder may have but one of them.
        var (queries, keys) = (Places(tokens, summary.QuerySide), Places(tokens, summary.KeySide));
        for (var row = 0; row < tokens.Positions.Count; row++)
        {
            var (query, key) = (queries.GetValueOrDefault(row, -1), keys.GetValueOrDefault(row, -1));
            if (query < 0 && key < 0) continue;
            var (most, weight) = MostAttended(tokens, head, row);
            string[] cells = [tokens.Texts[row], most, weight, .. head.Maps.SelectMany(m => new[] { Place(m, query), Place(m, key < 0 ? -1 : (int)head.Queries + key) })];
            table.AddRow([.. cells.Select(Markup.Escape)]);
        }

        return table;
    }

    /// <summary>Row of a token -> its place among the queries or keys of the head.</summary>
    private static Dictionary<int, int> Places(StreamTokensResponse tokens, TokenSide side)
    {
        var places = new Dictionary<int, int>();
        for (var row = 0; row < tokens.Positions.Count; row++)
            if (side == TokenSide.Unspecified || tokens.Sides[row] == side) places.Add(row, places.Count);
        return places;
    }

    private static (string Token, string Weight) MostAttended(StreamTokensResponse tokens, ProjectedHead head, int row)
    {
        foreach (var attention in head.Attention)
        {
            var (query, keys) = (row - (int)attention.QueryRow, (int)attention.Weights.Shape[1]);
            if (query < 0 || query >= attention.Weights.Shape[0]) continue;
            var weights = MemoryMarshal.Cast<byte, float>(attention.Weights.Data.Span).Slice(query * keys, keys);
            var most = System.Numerics.Tensors.TensorPrimitives.IndexOfMax(weights);
            return (tokens.Texts[(int)attention.KeyRow + most], weights[most].ToString("0.00", CultureInfo.InvariantCulture));
        }

        return ("", "");
    }

    private static string Place(ProjectedMap map, int point)
    {
        if (point < 0) return "";
        var points = MemoryMarshal.Cast<byte, float>(map.Points.Data.Span).Slice(point * map.Map.Dimensions, map.Map.Dimensions);
        return string.Join(' ', points.ToArray().Select(x => x.ToString("0.00", CultureInfo.InvariantCulture)));
    }
}
