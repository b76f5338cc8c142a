using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Observability;
using AttentionViz.Pipeline.Store;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Atlases.Statistics;

/// <summary>
/// Statistics of every head over every token, as little-endian float64. The parts of shards are added
/// up as they arrive (<see cref="MergeTree"/>): what is kept does not grow with the corpus.
/// </summary>
public sealed class StatisticsStore(IConnectionMultiplexer redis)
{
    private readonly IDatabase _db = redis.GetDatabase();

    /// <summary>Writes what one shard gives to one layer, and adds up what is complete. Writing a shard again changes nothing.</summary>
    /// <param name="shards">Shards of the corpus.</param>
    public async Task WriteAsync(JobRecord job, int layer, int shard, int shards, LayerStatistics statistics)
    {
        var key = Keys.Statistics(job.JobId);
        var parts = statistics.Parts().ToList();
        if (parts.Count == 0) return;
        var names = parts.ConvertAll(p => p.Name);
        var tree = new MergeTree(shards);
        if (!await IsAddedAsync(key, layer, names[0], shard, tree))
            await _db.WriteHashAsync(job.JobId, key, [.. parts.Select(p => new HashEntry(Field(layer, p.Name, 0, shard), Bytes(p.Values)))]);
        for (var level = 1; level <= tree.Top; level++)
            await AddUpAsync(job.JobId, layer, names, level, MergeTree.Place(shard, level), tree);
    }

    /// <summary>One head's statistics over the whole corpus.</summary>
    /// <exception cref="ResultGoneException">They are not there, or not whole.</exception>
    public async Task<HeadStatistics> ReadAsync(string jobId, int layer, int head, int keyHead, int width, int shards)
    {
        var top = new MergeTree(shards).Top;
        var parts = await _db.HashGetAsync(
            Keys.Statistics(jobId), [.. new[] { Query(head), Key(keyHead), Behaviour(head) }.Select(n => Field(layer, n, top, 0))]);
        if (parts.Any(p => p.IsNull))
            throw new ResultGoneException($"statistics of layer {layer} are no longer in the store; run the job again");
        StoreMetrics.Read(Keys.Statistics(jobId), parts.Sum(p => p.Length()));
        return new HeadStatistics(new(width, Numbers(parts[0])), new(width, Numbers(parts[1])), new(Numbers(parts[2])));
    }

    /// <summary>Copies the sums over the whole corpus of some heads of a layer from an earlier job.</summary>
    /// <exception cref="ResultGoneException">Something of it is not there.</exception>
    public Task CopyAsync(string earlier, JobRecord job, int layer, IReadOnlyList<int> heads, IReadOnlyList<int> keyHeads, int shards, CancellationToken stop)
    {
        var top = new MergeTree(shards).Top;
        var names = heads.Select(Query).Concat(keyHeads.Select(Key)).Concat(heads.Select(Behaviour));
        return _db.CopyAsync(Keys.Statistics(earlier), job.JobId, Keys.Statistics(job.JobId), names.Select(n => Field(layer, n, top, 0)), stop);
    }

    internal static string Query(int head) => string.Create(CultureInfo.InvariantCulture, $"q{head}");

    internal static string Key(int keyHead) => string.Create(CultureInfo.InvariantCulture, $"k{keyHead}");

    internal static string Behaviour(int head) => string.Create(CultureInfo.InvariantCulture, $"b{head}");

    /// <summary>Whether a shard that is delivered again is in a sum already.</summary>
    private async Task<bool> IsAddedAsync(RedisKey key, int layer, string name, int shard, MergeTree tree)
    {
        RedisValue[] above = [.. Enumerable.Range(1, tree.Top).Select(level => Field(layer, name, level, MergeTree.Place(shard, level)))];
        return above.Length > 0 && (await _db.HashGetAsync(key, above)).Any(v => !v.IsNull);
    }

    private async Task AddUpAsync(string jobId, int layer, List<string> names, int level, int place, MergeTree tree)
    {
        var key = Keys.Statistics(jobId);
        var children = tree.Children(level, place).ToList();
        RedisValue[] Of(string name) => [.. children.Select(c => Field(layer, name, level - 1, c))];
        // A level with a lone part would only rename it, yet the top must have one name.
        var present = await Task.WhenAll(Of(names[0]).Select(field => _db.HashExistsAsync(key, field)));
        if (!present.All(p => p)) return;

        var sums = new List<HashEntry>();
        foreach (var name in names)
        {
            var parts = await _db.HashGetAsync(key, Of(name));
            if (parts.Any(p => p.IsNull)) return;
            var sum = Numbers(parts[0]);
            foreach (var part in parts.AsSpan(1)) TensorPrimitives.Add(sum, Numbers(part), sum);
            sums.Add(new(Field(layer, name, level, place), Bytes(sum)));
        }

        // Of two workers that add up the same parts at once, one wins and the other changes nothing.
        var child = Field(layer, names[0], level - 1, children[0]);
        while (true)
        {
            var transaction = _db.CreateTransaction();
            var unfinished = transaction.RequireUnfinished(jobId);
            var first = transaction.AddCondition(Condition.HashExists(key, child));
            _ = transaction.HashSetAsync(key, [.. sums]);
            _ = transaction.HashDeleteAsync(key, [.. names.SelectMany(Of)]);
            if (await transaction.CommitAsync(_db, key)) return;
            await _db.RequireGoesOnAsync(jobId, unfinished);
            if (!first.WasSatisfied && !await _db.HashExistsAsync(key, child)) return;
        }
    }

    private static RedisValue Field(int layer, string name, int level, int place) =>
        string.Create(CultureInfo.InvariantCulture, $"{layer}:{name}:{level}:{place}");

    private static byte[] Bytes(double[] values) => MemoryMarshal.AsBytes<double>(values).ToArray();

    private static double[] Numbers(RedisValue bytes) => MemoryMarshal.Cast<byte, double>((byte[])bytes!).ToArray();
}
