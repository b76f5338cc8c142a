using System.CommandLine;
using AttentionViz.Cli.Embedded;
using AttentionViz.Cli.Options;
using AttentionViz.Cli.Running;

namespace AttentionViz.Cli.Commands;

internal static class ServeCommand
{
    public static Command Create(Terminal terminal)
    {
        var options = new EmbeddedOptions(terminal);
        var command = new Command("serve", "Run gateway, extractor, projector and store in this process until Ctrl-C; results are kept in memory.");
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = options.Read(parsed);
            terminal.Out.WriteLine($"loading the models of {string.Join(", ", settings.Models)} ...");
            await using var host = await EmbeddedHost.StartAsync(settings, cancellationToken);
            Addresses.Show(terminal, host);
            terminal.Out.WriteLine("Ctrl-C stops it.");
            return await host.WaitAsync(cancellationToken) ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }
}
