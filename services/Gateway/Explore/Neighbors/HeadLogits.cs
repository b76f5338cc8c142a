using System.Numerics.Tensors;
using AttentionViz.Gateway.Atlases;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Jobs;

namespace AttentionViz.Gateway.Explore.Neighbors;

/// <summary>scale * q.k between the origin and all points of the other kind, in double precision, a shard at a time.</summary>
internal sealed class HeadLogits
{
    private readonly VectorReader _vectors;
    private readonly Origin _origin;
    private readonly double[] _own;

    private HeadLogits(VectorReader vectors, Origin origin) =>
        (_vectors, _origin, _own) = (vectors, origin, new double[origin.Layer.HeadWidth]);

    public static async Task<HeadLogits> ReadAsync(VectorReader vectors, Origin origin)
    {
        var logits = new HeadLogits(vectors, origin);
        var chunk = await logits.ReadChunkAsync(origin.FromQuery, origin.Place.Shard);
        var row = origin.Place.StartInShard(origin.Side) + origin.Row - origin.Place.Drawn.RowOf(origin.Side);
        TensorPrimitives.ConvertTruncating<float, double>(chunk.AsSpan(row * logits._own.Length, logits._own.Length), logits._own);
        TensorPrimitives.Multiply(logits._own, origin.Layer.Scale, logits._own);
        return logits;
    }

    /// <summary>The points of greatest logit.</summary>
    public async Task<BestPoints> StrongestAsync(int count, (int Start, int End) besides, CancellationToken cancellationToken)
    {
        var best = new BestPoints(count);
        foreach (var first in _origin.Table.Sequences.Where(s => s.Drawn == s.ShardStart))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var point = first.Drawn.Start(_origin.OtherSide);
            foreach (var logit in await OfShardAsync(first.Shard))
            {
                if (point < besides.Start || point >= besides.End) best.Add(point, logit);
                point++;
            }
        }

        return best;
    }

    /// <summary>The logits of a few points.</summary>
    /// <param name="points">Each with the sequence that it is of.</param>
    public async Task<IReadOnlyDictionary<int, double>> OfAsync(IEnumerable<(int Point, SequencePlace Place)> points, CancellationToken cancellationToken)
    {
        var logits = new Dictionary<int, double>();
        foreach (var shard in points.GroupBy(p => p.Place.Shard))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var all = await OfShardAsync(shard.Key);
            foreach (var (point, place) in shard) logits[point] = all[point - place.ShardStart.Start(_origin.OtherSide)];
        }

        return logits;
    }

    private async Task<double[]> OfShardAsync(int shard)
    {
        var chunk = await ReadChunkAsync(!_origin.FromQuery, shard);
        var (logits, other) = (new double[chunk.Length / _own.Length], new double[_own.Length]);
        for (var i = 0; i < logits.Length; i++)
        {
            TensorPrimitives.ConvertTruncating<float, double>(chunk.AsSpan(i * other.Length, other.Length), other);
            logits[i] = TensorPrimitives.Dot<double>(_own, other);
        }

        return logits;
    }

    private async Task<float[]> ReadChunkAsync(bool queries, int shard)
    {
        var (layer, head) = (_origin.Layer, _origin.Head);
        return VectorChunk.Decode(queries
            ? await _vectors.ReadChunkAsync(_origin.Job.Record, VectorPart.Query, layer.Layer, head, shard)
            : await _vectors.ReadChunkAsync(_origin.Job.Record, VectorPart.Key, layer.Layer, HeadSelection.KeyHead(layer, head), shard));
    }
}
