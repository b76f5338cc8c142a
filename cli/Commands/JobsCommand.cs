using System.CommandLine;
using AttentionViz.Cli.Options;
using AttentionViz.Cli.Running;
using AttentionViz.Cli.Tables;
using AttentionViz.V1;
using Spectre.Console;

namespace AttentionViz.Cli.Commands;

internal static class JobsCommand
{
    private const int PageSize = 200;

    private static readonly string[] States =
        [.. Enum.GetValues<JobState>().Where(s => s != JobState.Unspecified).Select(Words.Of)];

    public static Command Create(Terminal terminal)
    {
        var state = Ranged.Choice("--state", "Only jobs in this state. Default: all.", States);
        var label = LabelOption.Create("Only jobs with this label, KEY=VALUE; can be given again.");
        var gateway = GatewayOption.Create();
        var command = new Command("jobs", "List the jobs of a gateway, newest first.") { state, label, gateway };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = parsed.Connect(gateway, terminal);
            var request = new ListJobsRequest { PageSize = PageSize };
            if (parsed.GetValue(state) is { } word) request.States.Add(Enum.Parse<JobState>(word, ignoreCase: true));
            request.Labels.Add(LabelOption.Read(parsed.GetValue(label)));
            var jobs = new List<Job>();
            do
            {
                var page = await client.Jobs.ListJobsAsync(request, cancellationToken: cancellationToken);
                jobs.AddRange(page.Jobs);
                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0);
            if (jobs.Count > 0) terminal.Console.Write(JobTable.Of(jobs));
            else terminal.Out.WriteLine("no jobs");
            return ExitCode.Done;
        });
        return command;
    }
}
