using AttentionViz.Pipeline.Observability;

namespace AttentionViz.Extractor.Extraction;

/// <summary>Bytes of what a shard gives to the store.</summary>
internal readonly record struct RowBytes(long Vectors, long Norms)
{
    public long Sum => Vectors + Norms;

    public static RowBytes Of(IReadOnlyList<LayerRows> rows)
    {
        long vectors = 0, norms = 0;
        foreach (var layer in rows)
        {
            foreach (var head in layer.Queries.Concat(layer.Keys))
            {
                vectors += head?.Chunk.Length ?? 0;
                norms += sizeof(float) * (long)(head?.Norms.Length ?? 0);
            }

            norms += layer.ValueNorms.Sum(values => sizeof(float) * (long)(values?.Length ?? 0));
        }

        return new RowBytes(vectors, norms);
    }

    public void Record()
    {
        StoreMetrics.Wrote("vectors", Vectors);
        StoreMetrics.Wrote("norms", Norms);
    }
}
