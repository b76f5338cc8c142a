using System.CommandLine;
using AttentionViz.Cli.Options;
using AttentionViz.Cli.Running;
using AttentionViz.V1;

namespace AttentionViz.Cli.Commands;

internal static class DeleteCommand
{
    public static Command Create(Terminal terminal)
    {
        var job = JobArgument.Create();
        var gateway = GatewayOption.Create();
        var command = new Command("delete", "Remove a job and all it made; a job that runs must be cancelled first.") { job, gateway };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = parsed.Connect(gateway, terminal);
            var id = parsed.GetRequiredValue(job);
            await client.Jobs.DeleteJobAsync(new DeleteJobRequest { JobId = id }, cancellationToken: cancellationToken);
            terminal.Out.WriteLine($"job {id} deleted");
            return ExitCode.Done;
        });
        return command;
    }
}
