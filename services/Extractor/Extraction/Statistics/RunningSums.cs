using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AttentionViz.Extractor.Extraction.Statistics;

/// <summary>
/// Sums to which every sequence adds its own, with the rounding error carried along (Knuth's two-sum).
/// So they do not depend on the order of the sequences, which batches sort by length, and one set of
/// sums a head is enough, however long the corpus.
/// </summary>
internal sealed class RunningSums(int length)
{
    private readonly double[] _sums = new double[length];
    private readonly double[] _errors = new double[length];

    public void Add(ReadOnlySpan<double> values)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, length);
        ref var sums = ref MemoryMarshal.GetArrayDataReference(_sums);
        ref var errors = ref MemoryMarshal.GetArrayDataReference(_errors);
        ref var added = ref MemoryMarshal.GetReference(values);
        var i = 0;
        for (; i <= length - Lanes.Doubles; i += Lanes.Doubles)
        {
            var at = (nuint)i;
            var (sum, x) = (Vector512.LoadUnsafe(ref sums, at), Vector512.LoadUnsafe(ref added, at));
            var total = sum + x;
            var part = total - sum;
            (Vector512.LoadUnsafe(ref errors, at) + ((sum - (total - part)) + (x - part))).StoreUnsafe(ref errors, at);
            total.StoreUnsafe(ref sums, at);
        }

        for (; i < length; i++)
        {
            var total = _sums[i] + values[i];
            var part = total - _sums[i];
            _errors[i] += (_sums[i] - (total - part)) + (values[i] - part);
            _sums[i] = total;
        }
    }

    public double[] ToArray() => [.. _sums.Zip(_errors, (sum, error) => sum + error)];
}
