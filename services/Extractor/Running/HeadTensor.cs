using System.Buffers;

namespace AttentionViz.Extractor.Running;

/// <summary>[sequences, heads, length, width] floats in a pooled array.</summary>
internal sealed class HeadTensor : IDisposable
{
    private float[]? _pooled;

    public HeadTensor(int sequences, int heads, int length, int width)
    {
        (Sequences, Heads, Length, Width) = (sequences, heads, length, width);
        _pooled = ArrayPool<float>.Shared.Rent(Count);
    }

    public int Sequences { get; }

    public int Heads { get; }

    public int Length { get; }

    public int Width { get; }

    public int Count => checked(Sequences * Heads * Length * Width);

    public Span<float> Buffer => (_pooled ?? throw new ObjectDisposedException(nameof(HeadTensor))).AsSpan(0, Count);

    /// <summary>[length, width] of one sequence and head.</summary>
    public Span<float> Row(int sequence, int head)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)sequence, (uint)Sequences, nameof(sequence));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)head, (uint)Heads, nameof(head));
        var size = Length * Width;
        return Buffer.Slice(((sequence * Heads) + head) * size, size);
    }

    public void Dispose()
    {
        if (_pooled is { } array)
            ArrayPool<float>.Shared.Return(array);
        _pooled = null;
    }
}
