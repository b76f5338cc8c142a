using System.Globalization;
using AttentionViz.V1;
using Spectre.Console;
using By = AttentionViz.V1.FindHeadsRequest.ByOneofCase;

namespace AttentionViz.Cli.Tables;

/// <summary>Heads that were ranked, a row each.</summary>
internal static class FoundHeadTable
{
    public static Table Of(FindHeadsResponse found, Atlas atlas, FindHeadsRequest request)
    {
        var example = request.ByCase == By.Example;
        var value = request.ByCase switch { By.Profile => request.Profile.Score, By.Like => "likeness", _ => "weight" };
        var table = new Table { Border = TableBorder.Simple }.AddColumn("head", c => c.NoWrap()).AddColumn(Markup.Escape(value), c => c.RightAligned());
        if (example) table.AddColumn("key's place", c => c.RightAligned());
        table.AddColumn("attends to");
        var heads = atlas.Heads.ToDictionary(h => (h.Layer, h.Head));
        foreach (var head in found.Heads)
        {
            string[] cells =
            [
                $"L{head.Layer} H{head.Head}", head.Value.ToString("0.000", CultureInfo.InvariantCulture),
                .. example ? [head.KeyRank.ToString(CultureInfo.InvariantCulture)] : Array.Empty<string>(), HeadHabit.Of(heads[(head.Layer, head.Head)].Profile),
            ];
            table.AddRow([.. cells.Select(Markup.Escape)]);
        }

        return table;
    }
}
