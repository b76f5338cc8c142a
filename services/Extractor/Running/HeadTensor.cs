using System.Buffers;
using AttentionViz.Extractor.Layouts;
using Microsoft.ML.OnnxRuntime;

namespace AttentionViz.Extractor.Running;

/// <summary>
/// [sequences, heads, length, width] floats: in a pooled array, or a view of a graph output that is
/// brought to that order only when someone asks for it.
/// </summary>
internal sealed class HeadTensor : IDisposable
{
    private readonly Lock _arranging = new();
    private readonly HeadShape _shape;
    private readonly HeadLayout _layout;
    private readonly HeadStrides _strides;
    private readonly OutputLease? _source;
    private readonly unsafe float* _output;
    private volatile float[]? _pooled;
    private bool _disposed;

    /// <summary>An array of its own; its contents are left as they are.</summary>
    public HeadTensor(int sequences, int heads, int length, int width)
    {
        (_shape, _layout) = (new HeadShape(sequences, heads, length, width), HeadLayout.Native);
        _strides = _layout.Strides(_shape);
        _pooled = ArrayPool<float>.Shared.Rent(Count);
    }

    /// <summary>A view of a float32 output, which <paramref name="source"/> keeps alive.</summary>
    public unsafe HeadTensor(OrtValue output, HeadShape shape, HeadLayout layout, OutputLease source)
    {
        (_shape, _layout, _strides, _source) = (shape, layout, layout.Strides(shape), source.Share());
        // Native memory: it stays where it is until the value is disposed.
        fixed (float* start = output.GetTensorDataAsSpan<float>()) _output = start;
    }

    public int Sequences => _shape.Sequences;

    public int Heads => _shape.Heads;

    public int Length => _shape.Length;

    public int Width => _shape.Width;

    public int Count => _shape.Count;

    /// <summary>All values in order.</summary>
    public Span<float> Buffer
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return (_pooled ?? Arrange()).AsSpan(0, Count);
        }
    }

    /// <summary>[length, width] of one sequence and head, in order.</summary>
    public Span<float> Row(int sequence, int head)
    {
        Check(sequence, head);
        var size = Length * Width;
        return Buffer.Slice(((sequence * Heads) + head) * size, size);
    }

    /// <summary>The vectors of one sequence and head where they lie; nothing is copied.</summary>
    public unsafe HeadRows Rows(int sequence, int head)
    {
        Check(sequence, head);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_pooled is not null) return new HeadRows(Row(sequence, head), Length, Width, Width, 1);
        var start = _strides.At(sequence, head, 0, 0);
        return new HeadRows(new ReadOnlySpan<float>(_output, Count)[start..], Length, Width, _strides.Position, _strides.Component);
    }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        if (_pooled is { } array) ArrayPool<float>.Shared.Return(array);
        _pooled = null;
        _source?.Dispose();
    }

    private void Check(int sequence, int head)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)sequence, (uint)Sequences, nameof(sequence));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)head, (uint)Heads, nameof(head));
    }

    private unsafe float[] Arrange()
    {
        lock (_arranging)
        {
            if (_pooled is { } done) return done;
            var array = ArrayPool<float>.Shared.Rent(Count);
            _layout.CopyTo(new ReadOnlySpan<float>(_output, Count), _shape, array.AsSpan(0, Count));
            return _pooled = array;
        }
    }
}
