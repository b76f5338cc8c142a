namespace AttentionViz.Pipeline.Atlases.Statistics;

/// <summary>
/// The order in which the parts of shards are added: sixteen neighbours at a time, then sixteen of
/// those, up to one. Fixed by the number of shards alone, so that it gives the same bytes whoever
/// adds, and what is added already need not be kept.
/// </summary>
internal readonly record struct MergeTree(int Shards)
{
    private const int FanOut = 16;

    /// <summary>The level on which one part is left.</summary>
    public int Top
    {
        get
        {
            var level = 0;
            while (Width(level) > 1) level++;
            return level;
        }
    }

    /// <summary>The part on a level that a shard is in.</summary>
    public static int Place(int shard, int level) => (int)(shard / Math.Pow(FanOut, level));

    /// <summary>Parts of the level below that a part is made of.</summary>
    public IEnumerable<int> Children(int level, int place)
    {
        var first = place * FanOut;
        return Enumerable.Range(first, Math.Min(FanOut, Width(level - 1) - first));
    }

    private int Width(int level)
    {
        var width = Shards;
        for (var i = 0; i < level; i++) width = (width + FanOut - 1) / FanOut;
        return width;
    }
}
