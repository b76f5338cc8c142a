using System.CommandLine;
using AttentionViz.Cli.Options;
using AttentionViz.Cli.Progress;
using AttentionViz.Cli.Running;

namespace AttentionViz.Cli.Commands;

internal static class WatchCommand
{
    public static Command Create(Terminal terminal)
    {
        var job = JobArgument.Create();
        var gateway = GatewayOption.Create();
        var command = new Command("watch", "Show a job's progress until it ends; exit code 0 only when it succeeded.") { job, gateway };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = parsed.Connect(gateway, terminal);
            return await JobFollower.FollowAsync(terminal, client, parsed.GetRequiredValue(job), cancellationToken);
        });
        return command;
    }
}
