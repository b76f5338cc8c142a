using System.CommandLine;
using AttentionViz.Cli.Options;
using AttentionViz.Cli.Running;
using AttentionViz.Cli.Tables;
using AttentionViz.V1;
using Google.Protobuf;

namespace AttentionViz.Cli.Commands;

internal static class PlaceCommand
{
    public static Command Create(Terminal terminal)
    {
        var job = JobArgument.Create();
        var texts = new Argument<string[]>("TEXT") { Description = "Sequences that are not of the corpus.", Arity = ArgumentArity.OneOrMore };
        var (heads, maps) = (Lists.Heads(), Lists.Maps());
        heads.Description = "Heads to place into, as LAYER.HEAD from 0 with commas: 0.1,2.3. Default: all of the job.";
        maps.Description = "Maps to place into, as 'submit --maps' names them. Default: all of the job.";
        var json = new Option<bool>("--json") { Description = "Print what the gateway sends, an object a line: the tokens, then each head." };
        var gateway = GatewayOption.Create();
        var command = new Command("place", "Run new text through a finished job's model and say where its tokens lie in the maps, and what they attend to.") { job, texts, heads, maps, json, gateway };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = parsed.Connect(gateway, terminal);
            var request = new ProjectSequencesRequest
            {
                JobId = parsed.GetRequiredValue(job),
                Sequences = { parsed.GetRequiredValue(texts).Select(text => new NewSequence { Text = text }) },
                Heads = { parsed.GetValue(heads) ?? [] },
                Maps = { parsed.GetValue(maps) ?? [] },
                WithAttention = true,
            };
            var atlas = (await client.Atlases.GetAtlasAsync(new GetAtlasRequest { JobId = request.JobId }, cancellationToken: cancellationToken)).Atlas;
            using var call = client.Explore.ProjectSequences(request, cancellationToken: cancellationToken);
            StreamTokensResponse? tokens = null;
            while (await call.ResponseStream.MoveNext(cancellationToken))
            {
                var part = call.ResponseStream.Current;
                tokens ??= part.Tokens;
                if (parsed.GetValue(json)) terminal.Out.WriteLine(JsonFormatter.Default.Format(part));
                else if (part.Head is { } head) terminal.Console.Write(PlacedTable.Of(tokens!, head, atlas.Heads.First(h => (h.Layer, h.Head) == (head.Layer, head.Head))));
            }

            return ExitCode.Done;
        });
        return command;
    }
}
