using System.CommandLine;
using AttentionViz.Cli.Options;
using AttentionViz.Cli.Remote;
using AttentionViz.Cli.Running;
using AttentionViz.Cli.Tables;
using AttentionViz.V1;

namespace AttentionViz.Cli.Commands;

internal static class ModelsCommand
{
    public static Command Create(Terminal terminal)
    {
        var id = new Argument<string?>("ID") { Description = "A model whose layers to show. Default: list all models.", Arity = ArgumentArity.ZeroOrOne };
        var gateway = GatewayOption.Create();
        var command = new Command("models",
            "List the models that a gateway's extractors offer, or show one; 'add', 'list' and 'remove' work on the models directory of this machine.")
        {
            id, gateway,
        };
        command.Add(ModelsAddCommand.Create(terminal));
        command.Add(ModelsListCommand.Create(terminal));
        command.Add(ModelsRemoveCommand.Create(terminal));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = parsed.Connect(gateway, terminal);
            if (parsed.GetValue(id) is { } one) await ShowAsync(terminal, client, one, cancellationToken);
            else await ListAsync(terminal, client, cancellationToken);
            return ExitCode.Done;
        });
        return command;
    }

    public static async Task ListAsync(Terminal terminal, GatewayClient client, CancellationToken cancellationToken)
    {
        var models = new List<Model>();
        var request = new ListModelsRequest();
        do
        {
            var page = await client.Models.ListModelsAsync(request, cancellationToken: cancellationToken);
            models.AddRange(page.Models);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        if (models.Count > 0) terminal.Console.Write(ModelTable.Of(models));
        else terminal.Out.WriteLine("no models; 'attentionviz models add SOURCE' adds one, or give 'attentionviz serve' a folder that holds model folders with --models DIR");
    }

    private static async Task ShowAsync(Terminal terminal, GatewayClient client, string id, CancellationToken cancellationToken)
    {
        var model = (await client.Models.GetModelAsync(new GetModelRequest { ModelId = id }, cancellationToken: cancellationToken)).Model;
        terminal.Out.WriteLine($"{model.ModelId}  reads {ModelTable.Reads(model.Input)}  sha256 {model.Sha256}");
        terminal.Console.Write(LayerTable.Of(model));
        foreach (var note in model.Notes) terminal.Out.WriteLine(note);
        if (model.Fault.Length > 0) terminal.Out.WriteLine($"cannot be used: {model.Fault}");
    }
}
