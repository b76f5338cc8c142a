using System.CommandLine;
using AttentionViz.Cli.Options;
using AttentionViz.Cli.Progress;
using AttentionViz.Cli.Remote;
using AttentionViz.Cli.Running;

namespace AttentionViz.Cli.Commands;

internal static class SubmitCommand
{
    public static Command Create(Terminal terminal)
    {
        var model = new Argument<string>("MODEL") { Description = "Id of a model that the gateway offers; 'attentionviz models' lists them." };
        var corpus = CorpusOption.Create(required: true);
        var requestId = new Option<string?>("--request-id")
        {
            Description = "Repeating a submission with the same id, 1 to 128 characters, returns the first job instead of making another.",
            HelpName = "ID",
        };
        var initFrom = new Option<string?>("--init-from")
        {
            Description = "An earlier job with the same corpus, seed and token budget: maps start from its maps and lie over them.",
            HelpName = "JOB",
        };
        // A script's variable that was never set: maps that start from nothing would go unnoticed.
        initFrom.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is "")
                result.AddError("--init-from: is empty; give the id of an earlier job, or leave it out");
        });
        var watch = new Option<bool>("--watch") { Description = "Show the job's progress until it ends; exit code 0 only when it succeeded." };
        var gateway = GatewayOption.Create();
        var job = new JobOptions();
        var command = new Command("submit", "Upload a corpus and start a job over it; prints the job's id.") { model, corpus };
        job.AddTo(command);
        command.Add(initFrom);
        command.Add(requestId);
        command.Add(watch);
        command.Add(gateway);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var file = CorpusOption.Check(parsed.GetRequiredValue(corpus)!);
            using var client = parsed.Connect(gateway, terminal);
            var spec = job.Build(parsed, parsed.GetRequiredValue(model));
            spec.InitFrom = parsed.GetValue(initFrom) ?? "";
            var submitted = await Submission.SendAsync(client, file, spec, parsed.GetValue(requestId) ?? "", cancellationToken);
            if (!parsed.GetValue(watch))
            {
                // Only the id, so that a script can take it as it is.
                terminal.Out.WriteLine(submitted.JobId);
                return ExitCode.Done;
            }

            terminal.Out.WriteLine($"job {submitted.JobId}");
            return await JobFollower.FollowAsync(terminal, client, submitted.JobId, cancellationToken);
        });
        return command;
    }
}
