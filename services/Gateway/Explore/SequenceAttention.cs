using System.Numerics.Tensors;
using AttentionViz.V1;

namespace AttentionViz.Gateway.Explore;

/// <summary>Attention of one head within one sequence, row by row in double precision, so that memory does not grow with the square of its length.</summary>
internal sealed class SequenceAttention
{
    private readonly AttentionLayer _layer;
    private readonly double[] _queries;
    private readonly double[] _keys;

    /// <param name="queries">[queries x width].</param>
    /// <param name="keys">[keys x width].</param>
    public SequenceAttention(AttentionLayer layer, ReadOnlySpan<float> queries, ReadOnlySpan<float> keys)
    {
        (_layer, _queries, _keys) = (layer, new double[queries.Length], new double[keys.Length]);
        TensorPrimitives.ConvertTruncating(queries, _queries);
        TensorPrimitives.ConvertTruncating(keys, _keys);
    }

    public int Queries => _queries.Length / _layer.HeadWidth;

    public int Keys => _keys.Length / _layer.HeadWidth;

    /// <summary>scale * q.k of one query; negative infinity for keys that it does not see.</summary>
    /// <param name="row">[keys].</param>
    public void Logits(int query, Span<double> row)
    {
        var width = _layer.HeadWidth;
        var seen = _layer.Causal ? query + 1 : Keys;
        var q = _queries.AsSpan(query * width, width);
        for (var key = 0; key < seen; key++) row[key] = _layer.Scale * TensorPrimitives.Dot<double>(q, _keys.AsSpan(key * width, width));
        row[seen..].Fill(double.NegativeInfinity);
    }

    /// <summary>Weights of one query: their softmax.</summary>
    /// <param name="row">[keys]; they sum to 1.</param>
    public void Weights(int query, Span<double> row)
    {
        Logits(query, row);
        TensorPrimitives.Subtract(row, TensorPrimitives.Max<double>(row), row);
        TensorPrimitives.Exp<double>(row, row);
        TensorPrimitives.Divide(row, TensorPrimitives.Sum<double>(row), row);
    }
}
