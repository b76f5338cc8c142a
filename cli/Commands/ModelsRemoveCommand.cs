using System.CommandLine;
using AttentionViz.Cli.Options;
using AttentionViz.Cli.Running;

namespace AttentionViz.Cli.Commands;

internal static class ModelsRemoveCommand
{
    public static Command Create(Terminal terminal)
    {
        var id = new Argument<string>("ID") { Description = "A model of the models directory; 'models list' names them." };
        var models = ModelsOption.Create();
        var command = new Command("remove", "Delete a model from the models directory. What was downloaded for it stays in the cache.") { id, models };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var directory = parsed.Directory(models, terminal);
            await directory.RemoveAsync(parsed.GetRequiredValue(id), cancellationToken);
            terminal.Out.WriteLine($"removed {parsed.GetRequiredValue(id)} from {directory.Folder}");
            return ExitCode.Done;
        });
        return command;
    }
}
