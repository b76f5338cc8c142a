using AttentionViz.Numerics.Sampling;
using AttentionViz.Pipeline.Atlases;

namespace AttentionViz.Extractor.Extraction;

/// <summary>What is drawn of each shard of a corpus.</summary>
public static class CorpusPlan
{
    /// <param name="shards">Tokens of each sequence of each shard; null where it is skipped.</param>
    /// <param name="tokenBudget">Tokens to draw, about.</param>
    /// <param name="sources">How many of them are source tokens; null for a model fed by one sequence.</param>
    public static IReadOnlyList<ShardPlan> Draw(IReadOnlyList<int?[]> shards, int tokenBudget, ulong seed, IReadOnlyList<int?[]>? sources = null)
    {
        // Those skipped are not there for the sampler: it goes by the mean length of what can be drawn.
        int[] taken = [.. shards.SelectMany(s => s).OfType<int>()];
        var drawn = SequenceSampler.Choose(taken, tokenBudget, seed).ToHashSet();
        var plan = new List<ShardPlan>();
        var (row, next) = (0L, 0);
        foreach (var (index, shard) in shards.Index())
        {
            int[] sampled = [.. Places(shard, s => s is not null).Where(_ => drawn.Contains(next++))];
            plan.Add(new ShardPlan(shard.Sum(l => l ?? 0L), sampled, [.. sampled.Select(i => shard[i]!.Value)], row)
            {
                Skipped = [.. Places(shard, s => s is null)],
                SourceLengths = sources is null ? null : [.. sampled.Select(i => sources[index][i]!.Value)],
            });
            row += plan[^1].Rows;
        }

        return plan;
    }

    private static IEnumerable<int> Places(int?[] shard, Func<int?, bool> which) => Enumerable.Range(0, shard.Length).Where(i => which(shard[i]));
}
