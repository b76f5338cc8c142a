using System.Buffers;
using Microsoft.ML.OnnxRuntime;

namespace AttentionViz.Extractor.Running;

/// <summary>
/// [sequences, heads, length, width] floats, either in a pooled array or left where ONNX Runtime
/// put them when its layout is already this one.
/// </summary>
internal sealed class HeadTensor : IDisposable
{
    private readonly OrtValue? _value;
    private float[]? _pooled;

    public HeadTensor(int sequences, int heads, int length, int width)
    {
        (Sequences, Heads, Length, Width) = (sequences, heads, length, width);
        _pooled = ArrayPool<float>.Shared.Rent(checked(sequences * heads * length * width));
    }

    /// <param name="value">Contiguous float32 of that shape; owned from here on.</param>
    public HeadTensor(OrtValue value, int sequences, int heads, int length, int width)
    {
        (Sequences, Heads, Length, Width) = (sequences, heads, length, width);
        _value = value;
    }

    public int Sequences { get; }

    public int Heads { get; }

    public int Length { get; }

    public int Width { get; }

    public int Count => Sequences * Heads * Length * Width;

    public ReadOnlySpan<float> Span => _value is null ? Buffer : _value.GetTensorDataAsSpan<float>();

    /// <summary>Where a pooled tensor is filled in.</summary>
    public Span<float> Buffer => (_pooled ?? throw new ObjectDisposedException(nameof(HeadTensor))).AsSpan(0, Count);

    public ReadOnlySpan<float> Slice(int sequence, int head)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)sequence, (uint)Sequences, nameof(sequence));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)head, (uint)Heads, nameof(head));
        var size = Length * Width;
        return Span.Slice(((sequence * Heads) + head) * size, size);
    }

    public void Dispose()
    {
        _value?.Dispose();
        if (_pooled is { } array)
            ArrayPool<float>.Shared.Return(array);
        _pooled = null;
    }
}
