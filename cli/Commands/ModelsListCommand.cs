using System.CommandLine;
using AttentionViz.Cli.Options;
using AttentionViz.Cli.Running;
using AttentionViz.Cli.Tables;
using AttentionViz.Extractor.Models.Added;

namespace AttentionViz.Cli.Commands;

internal static class ModelsListCommand
{
    public static Command Create(Terminal terminal)
    {
        var models = ModelsOption.Create();
        var gateway = GatewayOption.Create();
        gateway.Arity = ArgumentArity.ZeroOrOne;
        gateway.Description = $"List what this gateway's extractors offer instead; without URL the one that 'models' asks.";
        var command = new Command("list", "List the models of the models directory, or with --gateway those of a gateway.") { models, gateway };
        command.Validators.Add(result =>
        {
            if (result.GetResult(models) is not null && result.GetResult(gateway) is not null)
                result.AddError("--models: not together with --gateway; list the one or the other");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetResult(gateway) is not null)
            {
                using var client = parsed.Connect(gateway, terminal);
                await ModelsCommand.ListAsync(terminal, client, cancellationToken);
            }
            else
            {
                Show(terminal, parsed.Directory(models, terminal));
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static void Show(Terminal terminal, ModelDirectory directory)
    {
        var models = directory.List();
        if (models.Count > 0) terminal.Console.Write(AddedModelTable.Of(models));
        else terminal.Out.WriteLine($"no models in {directory.Folder}; 'attentionviz models add SOURCE' adds one");
    }
}
