using AttentionViz.V1;
using Grpc.Core;

namespace AttentionViz.Cli.Remote;

/// <summary>A token with what stands before and behind it in its sequence.</summary>
internal sealed record TokenContext(long Sequence, int Position, string Text, string Before, string Behind)
{
    private const int Around = 5;

    /// <param name="rows">Ascending.</param>
    public static async Task<IReadOnlyList<TokenContext>> ReadAsync(GatewayClient gateway, string jobId, int[] rows, CancellationToken cancellationToken)
    {
        var found = new List<TokenContext>();
        using var call = gateway.Atlases.StreamTokens(new StreamTokensRequest { JobId = jobId }, cancellationToken: cancellationToken);
        await foreach (var chunk in call.ResponseStream.ReadAllAsync(cancellationToken))
        {
            foreach (var sequence in chunk.Sequences)
            {
                while (found.Count < rows.Length && rows[found.Count] < sequence.FirstRow + sequence.Tokens)
                    found.Add(Of(chunk, sequence, (int)(rows[found.Count] - chunk.FirstRow)));
            }

            if (found.Count == rows.Length) break;
        }

        return found;
    }

    private static TokenContext Of(StreamTokensResponse chunk, SequenceInfo sequence, int row)
    {
        var first = (int)(sequence.FirstRow - chunk.FirstRow);
        var last = first + sequence.Tokens - 1;
        string Texts(int from, int to) => string.Join(' ', Enumerable.Range(from, Math.Max(0, to - from + 1)).Select(r => chunk.Texts[r]));
        return new TokenContext(
            sequence.Index, chunk.Positions[row], chunk.Texts[row], Texts(Math.Max(first, row - Around), row - 1), Texts(row + 1, Math.Min(last, row + Around)));
    }
}
