using System.CommandLine;
using AttentionViz.Cli.Options;
using AttentionViz.Cli.Running;
using AttentionViz.Cli.Tables;
using AttentionViz.V1;

namespace AttentionViz.Cli.Commands;

internal static class HeadsCommand
{
    public static Command Create(Terminal terminal)
    {
        var job = JobArgument.Create();
        var by = new Option<string?>("--by") { Description = "A figure of the head profile, as in induction_score; an unknown one is answered with all there are.", HelpName = "SCORE" };
        var ascending = new Option<bool>("--ascending") { Description = "With --by: least first." };
        var like = HeadOption.Create("--like", "Heads like this one, written L1H0 or 1.0.");
        var likeness = Ranged.Choice("--likeness", "With --like: by what they attend to, their profiles, or how their points lie. Default attention.", "attention", "profile", "geometry");
        var pairs = PairsOption.Create();
        var limit = Ranged.Whole("--limit", "Most heads to show, 1 to 1000. Default 20.", 1, 1000);
        var gateway = GatewayOption.Create();
        var command = new Command("heads", "Rank the heads of an atlas: by a figure, by likeness to a head, or by who attends to whom.") { job, by, ascending, like, likeness, pairs, limit, gateway };
        command.Validators.Add(result =>
        {
            if (new Option[] { by, like, pairs }.Count(o => result.GetResult(o) is not null) != 1) result.AddError("heads: give one of --by, --like and --pairs");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = parsed.Connect(gateway, terminal);
            var request = new FindHeadsRequest { JobId = parsed.GetRequiredValue(job), Limit = parsed.GetValue(limit) ?? 0 };
            if (parsed.GetValue(by) is { } score) request.Profile = new ProfileScore { Score = score, Ascending = parsed.GetValue(ascending) };
            else if (parsed.GetValue(pairs) is { } example) request.Example = example;
            else if (parsed.GetValue(like) is { } head)
                request.Like = new LikeHead { Layer = head.Layer, Head = head.Head, Likeness = Enum.Parse<HeadLikeness>(parsed.GetValue(likeness) ?? "attention", ignoreCase: true) };
            var found = await client.Explore.FindHeadsAsync(request, cancellationToken: cancellationToken);
            var atlas = (await client.Atlases.GetAtlasAsync(new GetAtlasRequest { JobId = request.JobId }, cancellationToken: cancellationToken)).Atlas;
            terminal.Console.Write(FoundHeadTable.Of(found, atlas, request));
            terminal.Out.WriteLine($"{found.Heads.Count} of {found.Compared} heads that were compared");
            return ExitCode.Done;
        });
        return command;
    }
}
