using System.CommandLine;
using AttentionViz.Cli.Options;
using AttentionViz.Cli.Running;
using AttentionViz.V1;

namespace AttentionViz.Cli.Commands;

internal static class CancelCommand
{
    public static Command Create(Terminal terminal)
    {
        var job = JobArgument.Create();
        var gateway = GatewayOption.Create();
        var command = new Command("cancel", "Ask the workers to stop a job; one that has ended stays as it is.") { job, gateway };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = parsed.Connect(gateway, terminal);
            var request = new CancelJobRequest { JobId = parsed.GetRequiredValue(job) };
            var cancelled = (await client.Jobs.CancelJobAsync(request, cancellationToken: cancellationToken)).Job;
            terminal.Out.WriteLine($"job {cancelled.JobId} {Words.Of(cancelled.State)}");
            return ExitCode.Done;
        });
        return command;
    }
}
