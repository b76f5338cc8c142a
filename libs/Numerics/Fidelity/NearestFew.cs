using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AttentionViz.Numerics.Fidelity;

/// <summary>
/// The k smallest of a row of non-negative numbers, equal numbers by index, for k of at most 31. The row is dealt into 32
/// groups; the k-th smallest of the groups' least numbers is a bound below which a few dozen numbers remain to be sorted.
/// Faster than a heap (<see cref="Neighbours.SmallestK"/>) where rows are short. One instance a thread.
/// </summary>
internal sealed class NearestFew(int most)
{
    private const int Lanes = 16;
    private readonly float[] _least = new float[2 * Lanes];
    private readonly int[] _indices = new int[most];
    private readonly float[] _values = new float[most];
    private ulong[] _kept = new ulong[64];

    /// <summary>Indices of the smallest, the least first; fewer than k where there are fewer numbers.</summary>
    public ReadOnlySpan<int> Indices => _indices.AsSpan(0, Count);

    /// <summary>The numbers themselves.</summary>
    public ReadOnlySpan<float> Values => _values.AsSpan(0, Count);

    public int Count { get; private set; }

    /// <param name="values">Non-negative, no NaN.</param>
    /// <param name="first">Added to all indices.</param>
    /// <param name="exclude">The index, <paramref name="first"/> added, that is left out; one that is not there = none.</param>
    public void Select(ReadOnlySpan<float> values, int first, int exclude)
    {
        exclude -= first;
        var kept = Keep(values, Bound(values), exclude);
        _kept.AsSpan(0, kept).Sort();
        Count = Math.Min(most, kept);
        for (var i = 0; i < Count; i++)
        {
            _indices[i] = (int)(uint)_kept[i] + first;
            _values[i] = BitConverter.UInt32BitsToSingle((uint)(_kept[i] >> 32));
        }
    }

    /// <summary>A number that at least k + 1 numbers do not exceed, so that one may be left out; infinite where there are few.</summary>
    private float Bound(ReadOnlySpan<float> values)
    {
        ref var first = ref MemoryMarshal.GetReference(values);
        var (even, odd) = (Vector512.Create(float.PositiveInfinity), Vector512.Create(float.PositiveInfinity));
        for (var i = 0; i + (2 * Lanes) <= values.Length; i += 2 * Lanes)
        {
            even = Vector512.Min(even, Vector512.LoadUnsafe(ref first, (nuint)i));
            odd = Vector512.Min(odd, Vector512.LoadUnsafe(ref first, (nuint)(i + Lanes)));
        }

        even.CopyTo(_least);
        odd.CopyTo(_least.AsSpan(Lanes));
        _least.AsSpan().Sort();
        return _least[most];
    }

    /// <summary>Packs what does not exceed the bound; of what equals it, no more than can be wanted.</summary>
    private int Keep(ReadOnlySpan<float> values, float bound, int exclude)
    {
        ref var first = ref MemoryMarshal.GetReference(values);
        var bounds = Vector512.Create(bound);
        int kept = 0, ties = 0, i = 0;
        for (; i + Lanes <= values.Length; i += Lanes)
        {
            for (var mask = Vector512.LessThanOrEqual(Vector512.LoadUnsafe(ref first, (nuint)i), bounds).ExtractMostSignificantBits(); mask != 0; mask &= mask - 1)
                Add(values, i + BitOperations.TrailingZeroCount(mask));
        }

        for (; i < values.Length; i++)
        {
            if (values[i] <= bound)
                Add(values, i);
        }

        return kept;

        void Add(ReadOnlySpan<float> values, int index)
        {
            if (index == exclude || (values[index] == bound && ++ties > most))
                return;
            if (kept == _kept.Length)
                Array.Resize(ref _kept, 2 * kept);
            // Non-negative floats order as their bits do.
            _kept[kept++] = ((ulong)BitConverter.SingleToUInt32Bits(values[index]) << 32) | (uint)index;
        }
    }
}
