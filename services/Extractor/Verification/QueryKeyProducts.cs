using System.Numerics.Tensors;
using AttentionViz.Extractor.Running;

namespace AttentionViz.Extractor.Verification;

/// <summary>Every query against every key of its head and sequence.</summary>
internal static class QueryKeyProducts
{
    /// <returns>scale * q.k as [sequences, heads, queries, keys].</returns>
    public static float[] Of(LayerVectors vectors, IReadOnlyList<int> keyHeadOf, double scale)
    {
        var (width, queries, keys) = (vectors.HeadWidth, vectors.QueryLength, vectors.KeyLength);
        var products = new float[checked(vectors.Sequences * vectors.Heads * queries * keys)];
        var at = 0;
        for (var b = 0; b < vectors.Sequences; b++)
        {
            for (var h = 0; h < vectors.Heads; h++)
            {
                var left = vectors.Query(b, h);
                var right = vectors.Key(b, keyHeadOf[h]);
                for (var i = 0; i < queries; i++)
                {
                    for (var j = 0; j < keys; j++, at++)
                        products[at] = (float)(scale * TensorPrimitives.Dot(left.Slice(i * width, width), right.Slice(j * width, width)));
                }
            }
        }

        return products;
    }
}
