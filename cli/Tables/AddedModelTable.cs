using System.Globalization;
using AttentionViz.Extractor.Models.Added;
using Spectre.Console;

namespace AttentionViz.Cli.Tables;

/// <summary>The models of a directory, a row each.</summary>
internal static class AddedModelTable
{
    public static Table Of(IEnumerable<AddedModel> models)
    {
        var table = new Table { Border = TableBorder.Simple }.AddColumns("model", "layers", "heads", "size", "sha256", "from");
        foreach (var model in models)
        {
            var record = model.Record;
            string[] cells =
            [
                model.ModelId, Number(record?.Layers), Number(record?.Heads), Size(model.Bytes),
                record?.Sha256[..Math.Min(12, record.Sha256.Length)] ?? "", record?.Source ?? "put there by hand",
            ];
            table.AddRow([.. cells.Select(Markup.Escape)]);
        }

        return table;
    }

    public static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB");

    private static string Number(int? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";
}
