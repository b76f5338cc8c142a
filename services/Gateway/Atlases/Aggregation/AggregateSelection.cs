using AttentionViz.Gateway.Atlases.Parts;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.V1;

namespace AttentionViz.Gateway.Atlases.Aggregation;

/// <summary>Finds the sequences that a mean is asked of.</summary>
internal sealed class AggregateSelection(TokenRows tokens)
{
    /// <summary>By shard, ascending.</summary>
    public async Task<IReadOnlyList<ShardSequences>> FindAsync(PlannedJob job, GetAggregateAttentionRequest request, CancellationToken cancellationToken)
    {
        var wanted = request.SequenceIndices.Count == 0 ? All(job) : await NamedAsync(job, request.SequenceIndices, cancellationToken);
        return request.WithoutSpecial ? await MarkAsync(job, wanted, cancellationToken) : wanted;
    }

    private static List<ShardSequences> All(PlannedJob job)
    {
        var shards = new List<ShardSequences>();
        for (var shard = 0; shard < job.Plan.Count; shard++)
        {
            var drawn = DrawnSequence.Of([job.Plan[shard]]);
            if (drawn.Count > 0) shards.Add(new ShardSequences(shard, drawn[0], drawn, null));
        }

        return shards;
    }

    private async Task<List<ShardSequences>> NamedAsync(PlannedJob job, IEnumerable<long> indices, CancellationToken cancellationToken)
    {
        var places = new List<SequencePlace>();
        foreach (var index in indices.Distinct().Order())
        {
            cancellationToken.ThrowIfCancellationRequested();
            places.Add(await tokens.FindAsync(job, index));
        }

        return [.. places.GroupBy(p => p.Shard).Select(g => new ShardSequences(g.Key, g.First().ShardStart, [.. g.Select(p => p.Drawn)], null))];
    }

    private async Task<List<ShardSequences>> MarkAsync(PlannedJob job, IReadOnlyList<ShardSequences> shards, CancellationToken cancellationToken)
    {
        var marked = new List<ShardSequences>();
        var chosen = shards.ToDictionary(s => s.Shard);
        foreach (var group in TokenChunks.Groups(job))
        {
            var wanted = group.Shards.Where(chosen.ContainsKey).ToList();
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var (shard, rows) in wanted.Zip(await tokens.ReadAsync(job, wanted))) marked.Add(chosen[shard] with { Special = [.. rows.Special] });
        }

        return marked;
    }
}
