using System.Globalization;
using AttentionViz.Extractor.Inspection;
using AttentionViz.V1;
using Spectre.Console;

namespace AttentionViz.Cli.Tables;

/// <summary>The attention of one model, a row for each layer.</summary>
internal static class LayerTable
{
    public static Table Of(InspectionReport report)
    {
        var table = Empty();
        foreach (var l in report.Layers) AddRow(table, l.Layer, l.Kind, l.Heads, l.KeyHeads, l.HeadWidth, l.Scale, l.Causal, l.VerifiedError, l.Pattern);
        return table;
    }

    public static Table Of(Model model)
    {
        var table = Empty();
        foreach (var l in model.Layers)
        {
            AddRow(table, l.Layer, l.Kind == AttentionKind.Cross ? "cross" : "self", l.Heads, l.KeyHeads, l.HeadWidth, l.Scale, l.Causal,
                l.HasVerifiedError ? l.VerifiedError : null, l.Pattern);
        }

        return table;
    }

    private static Table Empty() => new Table { Border = TableBorder.Simple }
        .AddColumns("layer", "kind", "heads", "key heads", "width", "scale", "causal", "verified to", "pattern");

    private static void AddRow(
        Table table, int layer, string kind, int heads, int keyHeads, int width, double scale, bool causal, double? error, string pattern)
    {
        string[] cells =
        [
            Text(layer), kind, Text(heads), Text(keyHeads), Text(width), scale.ToString("0.####", CultureInfo.InvariantCulture),
            causal ? "yes" : "no", error is { } e ? e.ToString("0.0e+0", CultureInfo.InvariantCulture) : "not verified", pattern,
        ];
        table.AddRow([.. cells.Select(Markup.Escape)]);
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
