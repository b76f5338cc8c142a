using AttentionViz.Numerics.Linear;

namespace AttentionViz.Numerics.Neighbours;

/// <summary>
/// The <paramref name="size"/> smallest of a stream of scores. What is below the threshold is only appended; when the
/// buffer is full it is cut to the smallest, which lowers the threshold. Score and index are packed in 64 bits, so that
/// one comparison settles both and equal scores go by index.
/// </summary>
internal sealed class NearestList(int size)
{
    private readonly ulong[] _items = new ulong[size + Math.Max(size, 32)];
    private int _count;
    private bool _isCut;

    /// <summary>Scores at or above it cannot be among the smallest.</summary>
    public float Threshold { get; private set; } = float.PositiveInfinity;

    /// <summary>Adds a score below the threshold.</summary>
    public void Add(float score, int index)
    {
        _items[_count++] = Pack(score, index);
        if (_count == _items.Length)
            Cut();
    }

    /// <summary>Empties the list for another stream.</summary>
    public void Clear()
    {
        _count = 0;
        _isCut = false;
        Threshold = float.PositiveInfinity;
    }

    /// <summary>The indices of the smallest, in no order; all that were left out score at least <see cref="Threshold"/>.</summary>
    public int Finish(Span<int> indices)
    {
        if (_count > size || _isCut)
            Cut();
        for (var i = 0; i < _count; i++)
            indices[i] = (int)(uint)_items[i];
        return _count;
    }

    private void Cut()
    {
        _isCut = true;
        Threshold = Score(Quantile.Select(_items.AsSpan(0, _count), size - 1));
        _count = size;
    }

    // Floats order as their bits do once negative ones are inverted and positive ones put above them.
    private static ulong Pack(float score, int index)
    {
        var bits = BitConverter.SingleToInt32Bits(score);
        var ordered = (uint)bits ^ ((uint)(bits >> 31) | 0x80000000);
        return ((ulong)ordered << 32) | (uint)index;
    }

    private static float Score(ulong item)
    {
        var ordered = (uint)(item >> 32);
        return BitConverter.UInt32BitsToSingle(ordered ^ ((ordered & 0x80000000) != 0 ? 0x80000000 : 0xFFFFFFFF));
    }
}
