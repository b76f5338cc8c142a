using AttentionViz.Pipeline.Atlases;

namespace AttentionViz.Gateway.Atlases.Parts;

/// <summary>Neighbouring shards that are read together, because each gives too little for a message.</summary>
/// <param name="Index">Number of the group, from 0.</param>
/// <param name="FirstRow">Rows before the group.</param>
internal sealed record ShardGroup(int Index, IReadOnlyList<int> Shards, long FirstRow, long Rows)
{
    public long EndRow => FirstRow + Rows;

    /// <summary>Groups of at least <paramref name="least"/> rows, but for the last; shards without rows are left out.</summary>
    /// <param name="rowsOf">Rows that a shard gives.</param>
    public static IReadOnlyList<ShardGroup> Of(IReadOnlyList<ShardPlan> plan, Func<ShardPlan, int> rowsOf, long least)
    {
        var groups = new List<ShardGroup>();
        var shards = new List<int>();
        var (first, next) = (0L, 0L);
        for (var shard = 0; shard < plan.Count; shard++)
        {
            var rows = rowsOf(plan[shard]);
            if (rows == 0) continue;
            shards.Add(shard);
            next += rows;
            if (next - first >= least) Close();
        }

        if (shards.Count > 0) Close();
        return groups;

        void Close()
        {
            groups.Add(new ShardGroup(groups.Count, shards, first, next - first));
            (shards, first) = ([], next);
        }
    }
}
