using System.CommandLine;
using AttentionViz.Cli.Models;
using AttentionViz.Cli.Running;
using AttentionViz.Cli.Tables;
using AttentionViz.Extractor.Inspection;

namespace AttentionViz.Cli.Commands;

internal static class InspectCommand
{
    public static Command Create(Terminal terminal)
    {
        var model = new Argument<string>("MODEL") { Description = $"A model folder, an .onnx file, or {HubFetch.SourceHelp}." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object and nothing else." };
        var command = new Command("inspect",
            "Say what attention a model holds, and prove it on a probe; no server. Exit code 3 when it has none, 2 when it cannot be loaded.") { model, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = await HubFetch.PathOfAsync(terminal, parsed.GetRequiredValue(model), cancellationToken);
            var report = ModelInspector.Inspect(path, cancellationToken);
            if (parsed.GetValue(json)) terminal.Out.WriteLine(report.ToJson());
            else Show(terminal, report);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Show(Terminal terminal, InspectionReport report)
    {
        terminal.Out.WriteLine($"{report.Model}  sha256 {report.Sha256}");
        terminal.Console.Write(LayerTable.Of(report));
        foreach (var note in report.Notes) terminal.Out.WriteLine(note);
    }
}
