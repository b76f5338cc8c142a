using System.CommandLine;
using System.Runtime.InteropServices;
using AttentionViz.Cli.Options;
using AttentionViz.Cli.Progress;
using AttentionViz.Cli.Remote;
using AttentionViz.Cli.Running;
using AttentionViz.Cli.Tables;
using AttentionViz.V1;

namespace AttentionViz.Cli.Commands;

internal static class SearchCommand
{
    private const int DefaultLimit = 20;

    public static Command Create(Terminal terminal)
    {
        var job = JobArgument.Create();
        var text = new Argument<string>("TEXT") { Description = "What to look for; '' for every token." };
        var match = Ranged.Choice("--match", "How TEXT is found: the whole token, anywhere within, or as a .NET regular expression. Default exact.", "exact", "substring", "regex");
        var phrase = new Option<bool>("--phrase") { Description = "Look in the texts of whole sequences and show every token that a find covers." };
        var ignoreCase = new Option<bool>("--ignore-case") { Description = "Take upper and lower case for the same." };
        var where = WhereOption.Create();
        var limit = Ranged.Whole("--limit", $"Most tokens to show, 1 to 1000. Default {DefaultLimit}; all are counted.", 1, 1000);
        var gateway = GatewayOption.Create();
        var command = new Command("search", "Find tokens of an atlas, each with what stands around it.") { job, text, match, phrase, ignoreCase, where, limit, gateway };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = parsed.Connect(gateway, terminal);
            var request = new SearchTokensRequest
            {
                JobId = parsed.GetRequiredValue(job),
                Text = parsed.GetRequiredValue(text),
                Match = Enum.Parse<TextMatch>(parsed.GetValue(match) ?? "exact", ignoreCase: true),
                Scope = parsed.GetValue(phrase) ? SearchScope.Sequence : SearchScope.Token,
                IgnoreCase = parsed.GetValue(ignoreCase),
                Filters = { WhereOption.Read(parsed.GetValue(where)) },
                PageSize = parsed.GetValue(limit) ?? DefaultLimit,
            };
            var found = await client.Explore.SearchTokensAsync(request, cancellationToken: cancellationToken);
            var rows = MemoryMarshal.Cast<byte, int>(found.Rows.Data.Span).ToArray();
            if (rows.Length > 0) terminal.Console.Write(FoundTokenTable.Of(await TokenContext.ReadAsync(client, request.JobId, rows, cancellationToken)));
            terminal.Out.WriteLine($"{Count(found.MatchedTokens, "token")} in {Count(found.MatchedSequences, "sequence")}");
            return ExitCode.Done;
        });
        return command;
    }

    private static string Count(long number, string what) => number == 1 ? $"1 {what}" : $"{StageText.Number(number)} {what}s";
}
