using System.CommandLine;
using AttentionViz.Cli.Options;
using AttentionViz.Cli.Progress;
using AttentionViz.Cli.Remote;
using AttentionViz.Cli.Running;
using AttentionViz.Cli.Tables;

namespace AttentionViz.Cli.Commands;

internal static class SubmitCommand
{
    public static Command Create(Terminal terminal)
    {
        var model = new Argument<string?>("MODEL")
        {
            Description = "Id of a model that the gateway offers; 'attentionviz models' lists them. With --reuse-vectors-of: that job's.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var corpus = CorpusOption.Create(required: false, " With --reuse-vectors-of: that job's.");
        var requestId = new Option<string?>("--request-id")
        {
            Description = "Repeating a submission with the same id, 1 to 128 characters, returns the first job instead of making another.",
            HelpName = "ID",
        };
        var initFrom = EarlierJob("--init-from", "An earlier job with the same corpus, seed and token budget: maps start from its maps and lie over them.");
        var reuse = EarlierJob("--reuse-vectors-of", "An earlier job whose queries and keys are mapped anew with other options, without running the model again.");
        var estimate = new Option<bool>("--estimate") { Description = "Print what the job would take, and submit nothing." };
        var watch = new Option<bool>("--watch") { Description = "Show the job's progress until it ends; exit code 0 only when it succeeded." };
        var gateway = GatewayOption.Create();
        var job = new JobOptions();
        var command = new Command("submit", "Upload a corpus and start a job over it; prints the job's id.") { model, corpus };
        job.AddTo(command);
        command.Add(initFrom);
        command.Add(reuse);
        command.Add(estimate);
        command.Add(requestId);
        command.Add(watch);
        command.Add(gateway);
        command.Validators.Add(result =>
        {
            if (result.GetValue(reuse) is not null) return;
            if (result.GetValue(model) is null) result.AddError("MODEL is missing; give the id of a model, or --reuse-vectors-of");
            if (result.GetValue(corpus) is null) result.AddError("--corpus is missing; give a corpus, or --reuse-vectors-of");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var file = parsed.GetValue(corpus) is { } path ? CorpusOption.Check(path) : null;
            using var client = parsed.Connect(gateway, terminal);
            var spec = job.Build(parsed, parsed.GetValue(model) ?? "");
            spec.InitFrom = parsed.GetValue(initFrom) ?? "";
            spec.ReuseVectorsOf = parsed.GetValue(reuse) ?? "";
            if (parsed.GetValue(estimate))
            {
                EstimateText.Write(await Submission.EstimateAsync(client, file, spec, cancellationToken), terminal.Out);
                return ExitCode.Done;
            }

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

    private static Option<string?> EarlierJob(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "JOB" };
        // A script's variable that was never set: that nothing came of it would go unnoticed.
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is "")
                result.AddError($"{name}: is empty; give the id of an earlier job, or leave it out");
        });
        return option;
    }
}
