using System.CommandLine;
using AttentionViz.Cli.Options;
using AttentionViz.Cli.Progress;
using AttentionViz.Cli.Running;
using AttentionViz.Cli.Tables;
using AttentionViz.V1;

namespace AttentionViz.Cli.Commands;

internal static class CompareCommand
{
    public static Command Create(Terminal terminal)
    {
        var job = JobArgument.Create();
        var other = new Argument<string>("OTHER") { Description = "Id of the job to compare with, over the same corpus: another checkpoint, or a fine-tuned model." };
        var sequences = Ranged.Whole("--sequences", "Most sequences to compare over, 1 to 1000. Default 64.", 1, 1000);
        var limit = Ranged.Whole("--limit", "Most heads to show, 1 to 1000. Default: all.", 1, 1000);
        var gateway = GatewayOption.Create();
        var command = new Command("compare", "Tell how each head differs between two jobs, most changed first.") { job, other, sequences, limit, gateway };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = parsed.Connect(gateway, terminal);
            var compared = await client.Explore.CompareAtlasesAsync(
                new CompareAtlasesRequest
                {
                    JobId = parsed.GetRequiredValue(job),
                    OtherJobId = parsed.GetRequiredValue(other),
                    MaxSequences = parsed.GetValue(sequences) ?? 0,
                    Limit = parsed.GetValue(limit) ?? 0,
                },
                cancellationToken: cancellationToken);
            terminal.Console.Write(HeadChangeTable.Of(compared.Heads));
            terminal.Out.WriteLine($"over {StageText.Number(compared.Tokens)} tokens of {StageText.Number(compared.Sequences)} sequences; {HeadChangeTable.Legend}");
            if (compared.Unmatched.Count > 0) terminal.Out.WriteLine($"not compared: {string.Join(", ", compared.Unmatched.Select(h => $"L{h.Layer} H{h.Head}"))}");
            return ExitCode.Done;
        });
        return command;
    }
}
