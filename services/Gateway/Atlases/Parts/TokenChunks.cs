using System.Globalization;
using AttentionViz.Gateway.Caching;
using AttentionViz.V1;
using Google.Protobuf;

namespace AttentionViz.Gateway.Atlases.Parts;

/// <summary>Messages of StreamTokens from the first row on, made once for all.</summary>
/// <param name="Messages">Whole sequences, in row order.</param>
internal sealed record TokenRun(IReadOnlyList<StreamTokensResponse> Messages);

/// <summary>Cuts the tokens of shards, which may be few or many, into messages of a size that travels well.</summary>
internal sealed class TokenChunks(JobCache cache, TokenRows tokens)
{
    /// <summary>Most bytes of a message, unless one sequence is longer.</summary>
    public const int MostBytes = 240 << 10;

    // A row of text takes some 25 bytes.
    private const int LeastRows = 5000;

    public static IReadOnlyList<ShardGroup> Groups(PlannedJob job) => ShardGroup.Of(job.Plan, s => s.Rows, LeastRows);

    /// <summary>The messages of one group of shards, for all to share.</summary>
    public async Task<TokenRun> ReadAsync(PlannedJob job, ShardGroup group) => (await cache.GetAsync<TokenRun>(
        job.JobId, string.Create(CultureInfo.InvariantCulture, $"tokens:{group.Index}"), async () =>
        {
            var run = new TokenRun(Cut(await tokens.ReadAsync(job, group.Shards), job.Tokens));
            return new(run, run.Messages.Sum(Footprint.Of));
        }))!;

    private static List<StreamTokensResponse> Cut(IReadOnlyList<StreamTokensResponse> shards, long totalRows)
    {
        var messages = new List<StreamTokensResponse>();
        var bytes = 0L;
        foreach (var shard in shards)
        {
            var at = 0;
            foreach (var sequence in shard.Sequences)
            {
                var size = BytesOf(shard, sequence, at);
                if (messages.Count == 0 || bytes + size > MostBytes)
                {
                    messages.Add(new StreamTokensResponse { FirstRow = sequence.FirstRow, TotalRows = totalRows });
                    bytes = 0;
                }

                TokenSlice.Append(messages[^1], shard, sequence, at);
                bytes += size;
                at += sequence.Tokens;
            }
        }

        return messages;
    }

    /// <summary>What a sequence adds to a message, from above.</summary>
    /// <param name="at">Its first entry in the shard's columns.</param>
    private static long BytesOf(StreamTokensResponse shard, SequenceInfo sequence, int at)
    {
        long bytes = sequence.CalculateSize() + 8;
        for (var i = at; i < at + sequence.Tokens; i++)
        {
            bytes += CodedOutputStream.ComputeStringSize(shard.Texts[i]) + CodedOutputStream.ComputeInt32Size(shard.Positions[i])
                + CodedOutputStream.ComputeInt32Size(shard.TokenIds[i]) + CodedOutputStream.ComputeInt32Size(shard.Starts[i])
                + CodedOutputStream.ComputeInt32Size(shard.Ends[i]) + 3;
        }

        return bytes;
    }
}
