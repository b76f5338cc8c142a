using System.Globalization;
using AttentionViz.Gateway.Caching;
using AttentionViz.Gateway.Errors;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.V1;
using Google.Rpc;

namespace AttentionViz.Gateway.Atlases;

/// <summary>A drawn sequence, and where its rows are.</summary>
/// <param name="ShardStart">The first sequence drawn of its shard.</param>
internal readonly record struct SequencePlace(int Shard, SequenceInfo Sequence, DrawnSequence Drawn, DrawnSequence ShardStart)
{
    /// <summary>Where its tokens of a side start among those of its shard.</summary>
    public int StartInShard(TokenSide side) => Drawn.Start(side) - ShardStart.Start(side);
}

/// <summary>Looks into the token rows of a job.</summary>
internal sealed class TokenRows(JobCache cache, TokenStore store, AtlasAccess access)
{
    /// <summary>Rows of one shard, for all to share.</summary>
    public async Task<StreamTokensResponse> ReadAsync(PlannedJob job, int shard) =>
        await FindShardAsync(job, shard) ?? throw await access.NotReadyAsync(job.JobId, $"the tokens of shard {shard} are not there");

    /// <summary>Rows of some shards, read at once.</summary>
    public async Task<StreamTokensResponse[]> ReadAsync(PlannedJob job, IReadOnlyList<int> shards)
    {
        var reading = shards.Select(shard => FindShardAsync(job, shard)).ToList();
        var rows = new StreamTokensResponse[shards.Count];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = await reading[i] ?? throw await access.NotReadyAsync(job.JobId, $"the tokens of shard {shards[i]} are not there");
        return rows;
    }

    /// <summary>
    /// Where a sequence of the corpus is. Sequences ascend from shard to shard; the first guess supposes
    /// that shards hold equally many, which is nearly always so, and each further one halves what is left.
    /// </summary>
    public async Task<SequencePlace> FindAsync(PlannedJob job, long sequenceIndex)
    {
        var shards = Shards(job);
        var (low, high) = (0, shards.Count - 1);
        var guess = shards.FindIndex(s => s >= Guess(job, sequenceIndex));
        while (low <= high)
        {
            var middle = guess >= 0 ? guess : (low + high) / 2;
            guess = -1;
            var sequences = (await ReadAsync(job, shards[middle])).Sequences;
            if (sequenceIndex < sequences[0].Index) high = middle - 1;
            else if (sequenceIndex > sequences[^1].Index) low = middle + 1;
            else if (sequences.FirstOrDefault(s => s.Index == sequenceIndex) is { } found) return PlaceOf(job, shards[middle], found);
            else break;
        }

        throw Fault.Of(
            Code.NotFound, "SEQUENCE_NOT_DRAWN",
            $"sequence {sequenceIndex} is not among the {job.Plan.Sum(s => s.Sampled.Length)} drawn of the corpus' {job.Record.Corpus.Sequences}; StreamTokens tells which are, and a larger token_budget draws more",
            ("job_id", job.JobId));
    }

    private Task<StreamTokensResponse?> FindShardAsync(PlannedJob job, int shard) => cache.GetAsync<StreamTokensResponse>(
        job.JobId, string.Create(CultureInfo.InvariantCulture, $"shard:{shard}"), async () =>
        {
            if (await store.ReadAsync(job.JobId, shard) is not { } rows) return null;
            // The shard does not know how many rows there are in all.
            (rows.FirstRow, rows.TotalRows) = (job.Plan[shard].FirstRow, job.Tokens);
            return new(rows, Footprint.Of(rows));
        });

    private static long Guess(PlannedJob job, long sequenceIndex) =>
        (long)(sequenceIndex / (double)Math.Max(job.Record.Corpus.Sequences, 1) * job.Plan.Count);

    private static SequencePlace PlaceOf(PlannedJob job, int shard, SequenceInfo sequence)
    {
        var drawn = DrawnSequence.Of([job.Plan[shard]]);
        return new SequencePlace(shard, sequence, drawn.First(s => s.Row == sequence.FirstRow && s.Tokens == sequence.Tokens), drawn[0]);
    }

    /// <summary>Shards of which something is drawn.</summary>
    private static List<int> Shards(PlannedJob job) => [.. Enumerable.Range(0, job.Plan.Count).Where(s => job.Plan[s].Rows > 0)];
}
