using System.CommandLine;
using AttentionViz.Cli.Options;
using AttentionViz.Cli.Remote;
using AttentionViz.Cli.Running;

namespace AttentionViz.Cli.Commands;

internal static class ExportCommand
{
    public static Command Create(Terminal terminal)
    {
        var job = JobArgument.Create();
        var target = new TargetFolderOptions();
        var gateway = GatewayOption.Create();
        var command = new Command("export",
            "Save an atlas: atlas.json, tokens.jsonl, sequences.jsonl and L{layer}.H{head}.{method}{dimensions}[@weight].npy for every map.") { job };
        target.AddTo(command);
        command.Add(gateway);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = parsed.Connect(gateway, terminal);
            using var folder = target.Open(parsed);
            var maps = await new AtlasExport(client, parsed.GetRequiredValue(job), folder.Path, terminal.Error).RunAsync(cancellationToken);
            folder.Commit();
            terminal.Out.WriteLine($"{maps} maps in {folder.Target}");
            return ExitCode.Done;
        });
        return command;
    }
}
