using System.CommandLine;
using AttentionViz.Cli.Models;
using AttentionViz.Cli.Options;
using AttentionViz.Cli.Running;
using AttentionViz.Cli.Tables;
using AttentionViz.Extractor.Models.Added;
using AttentionViz.Extractor.Models.Hub;

namespace AttentionViz.Cli.Commands;

internal static class ModelsAddCommand
{
    public static Command Create(Terminal terminal)
    {
        var source = new Argument<string>("SOURCE") { Description = $"A model folder, an .onnx file, or {HubFetch.SourceHelp}." };
        var name = new Option<string?>("--name") { Description = "What to call the model. Default: the name of its folder, file or repository.", HelpName = "ID" };
        var models = ModelsOption.Create();
        var allowUnverified = new Option<bool>("--allow-unverified") { Description = "Add it although the attention of a layer could not be reproduced to 0.001." };
        var maxGigabytes = Ranged.Real("--max-gb", "Refuse to download a model larger than so many GB, 0.001 to 100000. Default 64.", 0.001, 100_000);
        var command = new Command("add",
            "Copy a model into the models directory once it is inspected and proved. A running 'serve' offers it within seconds. "
            + $"Downloads are kept under {UserCache} and resumed; {HubOptions.TokenVariable} and {HubOptions.EndpointVariable} are heeded.")
        {
            source, name, models, maxGigabytes, allowUnverified,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var directory = parsed.Directory(models, terminal);
            var from = parsed.GetRequiredValue(source);
            var path = Path.GetFullPath(from);
            if (HubSource.IsHub(from))
            {
                var most = parsed.GetValue(maxGigabytes) is { } gigabytes ? (long)(gigabytes * 1e9) : (long?)null;
                var model = await HubFetch.ModelAsync(terminal, from, most, cancellationToken);
                (path, from) = (model.Folder, model.Pinned.ToString());
            }
            else
            {
                from = path;
            }

            var added = await directory.AddAsync(
                path, from, parsed.GetValue(name), parsed.GetValue(allowUnverified), step => terminal.Error.WriteLine($"{step} ..."), cancellationToken);
            terminal.Out.WriteLine(Summary(added));
            return ExitCode.Done;
        });
        return command;
    }

    private const string UserCache = "ATTENTIONVIZ_CACHE (default ~/.cache/attentionviz)";

    private static string Summary(AddedModel added) =>
        $"added {added.ModelId}: {added.Record!.Layers} layers, {added.Record.Heads} heads, {AddedModelTable.Size(added.Bytes)}, sha256 {added.Record.Sha256}, in {added.Folder}";
}
