using AttentionViz.Cli.Local;
using AttentionViz.V1;
using Grpc.Core;

namespace AttentionViz.Cli.Remote;

/// <summary>Writes the drawn tokens, a row each, and the sequences they are of.</summary>
internal sealed class TokenExport(GatewayClient gateway, string jobId, string folder)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var tokens = new JsonLines(Path.Combine(folder, "tokens.jsonl"));
        await using var sequences = new JsonLines(Path.Combine(folder, "sequences.jsonl"));
        using var call = gateway.Atlases.StreamTokens(new StreamTokensRequest { JobId = jobId }, cancellationToken: cancellationToken);
        await foreach (var chunk in call.ResponseStream.ReadAllAsync(cancellationToken))
        {
            foreach (var sequence in chunk.Sequences)
            {
                sequences.Write(new SequenceLine(sequence.Index, sequence.Id, sequence.Text, sequence.FirstRow, sequence.Tokens, sequence.Truncated,
                    sequence.Metadata.ToDictionary(m => m.Key, m => (object)(m.Value.ValueCase == MetadataValue.ValueOneofCase.Number ? m.Value.Number : m.Value.Text)),
                    sequence.SourceTokens > 0 ? sequence.TargetText : null, sequence.SourceTokens > 0 ? sequence.SourceTokens : null));
                WriteTokens(tokens, chunk, sequence);
            }
        }
    }

    private static void WriteTokens(JsonLines tokens, StreamTokensResponse chunk, SequenceInfo sequence)
    {
        for (var row = (int)(sequence.FirstRow - chunk.FirstRow); row < sequence.FirstRow - chunk.FirstRow + sequence.Tokens; row++)
        {
            tokens.Write(new TokenLine(
                sequence.Index, chunk.Positions[row], chunk.TokenIds[row], chunk.Texts[row], chunk.Starts[row], chunk.Ends[row], chunk.Special[row],
                chunk.Sides.Count > 0 ? SideWords.Of(chunk.Sides[row]) : null));
        }
    }
}
