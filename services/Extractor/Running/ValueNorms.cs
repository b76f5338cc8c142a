using System.Numerics.Tensors;

namespace AttentionViz.Extractor.Running;

/// <summary>Euclidean norms of values, by key head and position; computed for what is asked.</summary>
internal sealed class ValueNorms : IDisposable
{
    private readonly Lock _computing = new();
    private readonly HeadTensor? _values;
    private readonly int[] _valueHeadOf;
    private HeadTensor? _norms;

    /// <param name="valueHeadOf">For each key head the value head read beside it.</param>
    public ValueNorms(HeadTensor values, int[] valueHeadOf) => (_values, _valueHeadOf) = (values, valueHeadOf);

    /// <param name="norms">[sequences, key heads, length, 1]</param>
    public ValueNorms(HeadTensor norms) => (_norms, _valueHeadOf) = (norms, []);

    /// <summary>[sequences, key heads, length, 1]</summary>
    public HeadTensor All
    {
        get
        {
            lock (_computing) return _norms ??= Compute(_values!);
        }
    }

    /// <summary>Norms of the first positions of one sequence and key head.</summary>
    public void CopyTo(int sequence, int keyHead, Span<float> to)
    {
        if (_values is null) _norms!.Row(sequence, keyHead)[..to.Length].CopyTo(to);
        else Compute(_values.Rows(sequence, _valueHeadOf[keyHead]), to);
    }

    public void Dispose()
    {
        _values?.Dispose();
        _norms?.Dispose();
    }

    private HeadTensor Compute(HeadTensor values)
    {
        var norms = new HeadTensor(values.Sequences, _valueHeadOf.Length, values.Length, 1);
        for (var b = 0; b < values.Sequences; b++)
        {
            for (var h = 0; h < _valueHeadOf.Length; h++)
                Compute(values.Rows(b, _valueHeadOf[h]), norms.Row(b, h));
        }

        return norms;
    }

    private static void Compute(HeadRows values, Span<float> to)
    {
        Span<float> row = values.Width <= 256 ? stackalloc float[values.Width] : new float[values.Width];
        for (var i = 0; i < to.Length; i++)
        {
            values.CopyRow(i, row);
            to[i] = TensorPrimitives.Norm<float>(row);
        }
    }
}
