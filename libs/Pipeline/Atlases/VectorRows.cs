using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace AttentionViz.Pipeline.Atlases;

/// <summary>
/// Rows of one head of one shard, written straight into the chunk that the store keeps, with their
/// norms. Rows may come in any order.
/// </summary>
public sealed class VectorRows
{
    private readonly int _width;
    private readonly bool _narrow;
    private byte[] _chunk;
    private bool _half;

    /// <param name="narrow">Keep float16, unless a value is beyond its range; else float32.</param>
    public VectorRows(int rows, int width, bool narrow)
    {
        (_width, _narrow, _half) = (width, narrow, narrow);
        _chunk = VectorChunk.Create(rows * width, width, narrow);
        Norms = new float[rows];
    }

    /// <summary>Euclidean norm of each row, before it was narrowed.</summary>
    public float[] Norms { get; }

    /// <summary>The rows as <see cref="VectorChunk"/> describes.</summary>
    public byte[] Chunk => _chunk;

    /// <summary>All rows at once.</summary>
    public static VectorRows Of(ReadOnlySpan<float> values, int width)
    {
        var rows = new VectorRows(values.Length / width, width, narrow: true);
        rows.Write(0, values);
        return rows;
    }

    /// <param name="values">Whole rows.</param>
    public void Write(int row, ReadOnlySpan<float> values)
    {
        for (var i = 0; i < values.Length / _width; i++) Norms[row + i] = TensorPrimitives.Norm(values.Slice(i * _width, _width));
        if (_half && !VectorChunk.FitsHalf(values)) Widen();
        var body = VectorChunk.Values(_chunk.AsSpan());
        if (_half)
        {
            TensorPrimitives.ConvertToHalf(values, MemoryMarshal.Cast<byte, Half>(body)[(row * _width)..]);
            return;
        }

        var to = MemoryMarshal.Cast<byte, float>(body).Slice(row * _width, values.Length);
        values.CopyTo(to);
        // Rounded all the same, so that the chunk does not depend on which rows came before the one that did not fit.
        if (_narrow) VectorChunk.RoundToHalf(to);
    }

    private void Widen()
    {
        var values = VectorChunk.Decode(_chunk);
        _half = false;
        _chunk = VectorChunk.Create(values.Length, _width, half: false);
        values.CopyTo(MemoryMarshal.Cast<byte, float>(VectorChunk.Values(_chunk.AsSpan())));
    }
}
