using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AttentionViz.Numerics.Neighbours;

/// <summary>
/// The k smallest of a row of non-negative numbers, equal numbers by index. A number and its index are packed in 64 bits
/// (non-negative floats order as their bits do), so that one comparison settles both.
/// </summary>
internal sealed class SmallestK(int k)
{
    private readonly ulong[] _heap = new ulong[k];

    /// <summary>Selects from <paramref name="values"/>, leaving out index <paramref name="exclude"/> (-1 = none).</summary>
    /// <param name="values">Non-negative, no NaN; at least k besides the excluded one, within a buffer padded to 16.</param>
    /// <param name="count">How many of <paramref name="values"/> count; the rest is padding.</param>
    /// <param name="indices">[k] receives indices by ascending value.</param>
    /// <param name="smallest">[k] receives the values; may be empty.</param>
    public void Select(ReadOnlySpan<float> values, int count, int exclude, Span<int> indices, Span<float> smallest)
    {
        var next = Fill(values, exclude);
        Scan(values, next, count, exclude);
        Array.Sort(_heap);
        for (var i = 0; i < _heap.Length; i++)
        {
            indices[i] = (int)(uint)_heap[i];
            if (!smallest.IsEmpty)
                smallest[i] = BitConverter.UInt32BitsToSingle((uint)(_heap[i] >> 32));
        }
    }

    private int Fill(ReadOnlySpan<float> values, int exclude)
    {
        var next = 0;
        for (var filled = 0; filled < _heap.Length; next++)
        {
            if (next != exclude)
                _heap[filled++] = Pack(values[next], next);
        }

        for (var i = (_heap.Length / 2) - 1; i >= 0; i--)
            SiftDown(i);
        return next;
    }

    private void Scan(ReadOnlySpan<float> values, int next, int count, int exclude)
    {
        if (_heap.Length == 0)
            return;
        ref var first = ref MemoryMarshal.GetReference(values);
        while (next < count)
        {
            // Most blocks hold nothing near enough: one comparison passes over 16 numbers.
            if (next + Vector512<float>.Count <= count)
            {
                var threshold = Vector512.Create(BitConverter.UInt32BitsToSingle((uint)(_heap[0] >> 32)));
                if (!Vector512.LessThanAny(Vector512.LoadUnsafe(ref first, (nuint)next), threshold))
                {
                    next += Vector512<float>.Count;
                    continue;
                }
            }

            var end = Math.Min(count, next + Vector512<float>.Count);
            for (; next < end; next++)
            {
                var packed = Pack(values[next], next);
                if (packed < _heap[0] && next != exclude)
                {
                    _heap[0] = packed;
                    SiftDown(0);
                }
            }
        }
    }

    private void SiftDown(int parent)
    {
        var value = _heap[parent];
        while (true)
        {
            var child = (2 * parent) + 1;
            if (child >= _heap.Length)
                break;
            if (child + 1 < _heap.Length && _heap[child + 1] > _heap[child])
                child++;
            if (_heap[child] <= value)
                break;
            _heap[parent] = _heap[child];
            parent = child;
        }

        _heap[parent] = value;
    }

    private static ulong Pack(float value, int index) => ((ulong)BitConverter.SingleToUInt32Bits(value) << 32) | (uint)index;
}
