using System.Globalization;
using AttentionViz.Cli.Local;
using AttentionViz.Cli.Options;
using AttentionViz.V1;
using Spectre.Console;

namespace AttentionViz.Cli.Tables;

/// <summary>An atlas at a glance: a row for each head.</summary>
internal static class HeadTable
{
    public static Table Of(Atlas atlas)
    {
        var maps = atlas.Spec.Maps;
        // Where all heads are of one kind, a column that says so would be noise.
        var sides = atlas.Heads.Any(h => h.KeySide != TokenSide.Unspecified);
        var table = new Table { Border = TableBorder.Simple }.AddColumn("head", c => c.NoWrap());
        if (sides) table.AddColumn("kind", c => c.NoWrap());
        table.AddColumn("attends to", c => c.NoWrap())
            .AddColumn("c", Right).AddColumn("corr. before", Right).AddColumn("after", Right);
        foreach (var map in maps) table.AddColumn($"recall 3, {Words.Title(map)}", Right);
        table.AddColumn("at random", Right);
        foreach (var head in atlas.Heads)
        {
            var random = head.Maps.Count > 0 ? head.Maps[0].Fidelity.AttentionRecall3Random : double.NaN;
            table.AddRow(
            [
                Markup.Escape($"L{head.Layer} H{head.Head}"), .. sides ? [Kind(head)] : Array.Empty<string>(), Markup.Escape(HeadHabit.Of(head.Profile)),
                Figure(head.Alignment?.C), Figure(head.Alignment?.CorrelationBefore), Figure(head.Alignment?.CorrelationAfter),
                .. maps.Select(m => Recall(Find(head, m)?.Fidelity)), Figure(random),
            ]);
        }

        return table;
    }

    /// <summary>What the columns mean, for who sees them the first time.</summary>
    public static string Legend { get; } =
        "c: factor of queries against keys. corr.: of dot product and distance, -1 is best. "
        + "recall 3: of a query's 3 most attended keys, the share among its 3 nearest in the map; ± half a 95 % interval over sequences.";

    private static string Kind(HeadSummary head) =>
        $"{(head.Kind == AttentionKind.Cross ? "cross" : "self")}, {SideWords.Of(head.QuerySide)}{(head.QuerySide == head.KeySide ? "" : $" to {SideWords.Of(head.KeySide)}")}";

    private static MapSummary? Find(HeadSummary head, MapSpec map) =>
        head.Maps.FirstOrDefault(m => m.Method == map.Method && m.Dimensions == map.Dimensions && m.AttentionWeight == map.AttentionWeight);

    /// <summary>The interval is lopsided near 0 and 1; half its width says enough here.</summary>
    private static string Recall(Fidelity? fidelity) => fidelity is { } f && double.IsFinite(f.AttentionRecall3High - f.AttentionRecall3Low)
        ? Figure(f.AttentionRecall3) + ((f.AttentionRecall3High - f.AttentionRecall3Low) / 2).ToString(" ±.00", CultureInfo.InvariantCulture)
        : Figure(fidelity?.AttentionRecall3);

    private static string Figure(double? value) =>
        value is { } v && double.IsFinite(v) ? v.ToString("0.00", CultureInfo.InvariantCulture) : "-";

    private static void Right(TableColumn column) => column.RightAligned();
}
