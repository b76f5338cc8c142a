using AttentionViz.Gateway.Atlases.Parts;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.V1;

namespace AttentionViz.Gateway.Atlases.Aggregation;

/// <summary>Takes the mean attention of one head, a few shards in memory at a time.</summary>
internal sealed class HeadAggregation(VectorReader vectors)
{
    // Float32 values of queries and keys that are read together.
    private const long ValuesAtOnce = 1 << 18;

    /// <summary>Adds every sequence of <paramref name="shards"/> to <paramref name="sum"/>.</summary>
    public async Task AddAsync(
        PlannedJob job, AttentionLayer layer, int head, IReadOnlyList<ShardSequences> shards, bool valueNorms, AggregateSum sum, CancellationToken cancellationToken)
    {
        var batches = Batches(job, layer, shards);
        var reading = batches.Count > 0 ? ReadAsync(batches[0]) : null;
        for (var i = 0; i < batches.Count; i++)
        {
            var read = await reading!;
            if (i + 1 < batches.Count) reading = ReadAsync(batches[i + 1]);
            foreach (var (shard, of) in read.Zip(batches[i]))
            {
                foreach (var sequence in of.Sequences) AddSequence(layer, of, sequence, shard, sum, cancellationToken);
            }
        }

        Task<ShardVectors[]> ReadAsync(IReadOnlyList<ShardSequences> batch) =>
            Task.WhenAll(batch.Select(s => vectors.ReadShardAsync(job.Record, layer, head, s.Shard, valueNorms)));
    }

    private static List<List<ShardSequences>> Batches(PlannedJob job, AttentionLayer layer, IReadOnlyList<ShardSequences> shards)
    {
        var (batches, values) = (new List<List<ShardSequences>>(), ValuesAtOnce);
        foreach (var shard in shards)
        {
            if (values >= ValuesAtOnce)
            {
                batches.Add([]);
                values = 0;
            }

            batches[^1].Add(shard);
            values += layer.HeadWidth * ((long)job.Plan[shard.Shard].RowsOf(layer.QuerySide) + job.Plan[shard.Shard].RowsOf(layer.KeySide));
        }

        return batches;
    }

    private static void AddSequence(
        AttentionLayer layer, ShardSequences of, DrawnSequence sequence, ShardVectors shard, AggregateSum sum, CancellationToken cancellationToken)
    {
        var (rows, keyCount, firstKey) = (Math.Min(sum.Rows, sequence.Length(layer.QuerySide)), sequence.Length(layer.KeySide), of.StartOf(sequence, layer.KeySide));
        var queries = shard.QueriesOf(of.StartOf(sequence, layer.QuerySide), rows);
        // Causal queries see no key beyond the last of them.
        var inReach = layer.Causal ? Math.Min(rows, keyCount) : keyCount;
        var (keys, norms) = (shard.KeysOf(firstKey, inReach), shard.NormsOf(firstKey, inReach));
        var hiddenQueries = of.HiddenOf(sequence, layer.QuerySide);
        var hiddenKeys = of.HiddenOf(sequence, layer.KeySide);
        var weights = new float[inReach];
        for (var i = 0; i < rows; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!hiddenQueries.IsEmpty && hiddenQueries[i]) continue;
            var row = weights.AsSpan(0, layer.Causal ? Math.Min(i + 1, inReach) : inReach);
            AttentionMath.Row(queries.AsSpan(i * layer.HeadWidth, layer.HeadWidth), keys, layer.Scale, norms, hiddenKeys, row);
            sum.Add(i, row, hiddenKeys);
        }
    }
}
