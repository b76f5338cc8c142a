using System.Globalization;
using AttentionViz.V1;
using Spectre.Console;

namespace AttentionViz.Cli.Tables;

/// <summary>The models a gateway offers, a row each.</summary>
internal static class ModelTable
{
    public static Table Of(IEnumerable<Model> models)
    {
        var table = new Table { Border = TableBorder.Simple }.AddColumns("model", "reads", "layers", "heads", "longest", "remark");
        foreach (var model in models)
        {
            string[] cells =
            [
                model.ModelId, Reads(model.Input), Number(model.Layers.Count), Number(model.Layers.Sum(l => l.Heads)),
                model.MaxTokens > 0 ? $"{model.MaxTokens} tokens" : "not said", Remark(model),
            ];
            table.AddRow([.. cells.Select(Markup.Escape)]);
        }

        return table;
    }

    public static string Reads(ModelInput input) => input switch
    {
        ModelInput.Text => "text",
        ModelInput.TokenIds => "token ids",
        ModelInput.Image => "images",
        _ => "?",
    };

    private static string Remark(Model model) => model.Fault.Length > 0 ? $"cannot be used: {model.Fault}" : string.Join("; ", model.Notes);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
