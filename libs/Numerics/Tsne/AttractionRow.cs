using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AttentionViz.Numerics.Linear;

namespace AttentionViz.Numerics.Tsne;

/// <summary>
/// sum_j p_ij w_ij (y_i - y_j) over the neighbours of one point. The differences are gathered into a buffer first, then
/// worked on 16 at a time: a gather costs far less than the division done one by one.
/// </summary>
internal sealed class AttractionRow(int dimensions)
{
    private const int Lanes = 16;
    private float[] _differences = [];
    private float[] _affinities = [];

    public void Sum(SymmetricSparse affinities, float[][] positions, int point, Span<double> force)
    {
        int first = affinities.RowStarts[point], count = affinities.RowStarts[point + 1] - first;
        var padded = (count + Lanes - 1) / Lanes * Lanes;
        Reserve(padded);
        var columns = affinities.Columns.AsSpan(first, count);
        for (var d = 0; d < dimensions; d++)
        {
            var coordinate = positions[d];
            var own = coordinate[point];
            var differences = _differences.AsSpan(d * padded, padded);
            for (var e = 0; e < columns.Length; e++)
                differences[e] = own - coordinate[columns[e]];
            differences[count..].Clear();
        }

        affinities.Values.AsSpan(first, count).CopyTo(_affinities);
        _affinities.AsSpan(count, padded - count).Clear();
        Accumulate((nuint)padded, force);
    }

    private void Accumulate(nuint padded, Span<double> force)
    {
        ref var p = ref MemoryMarshal.GetArrayDataReference(_affinities);
        ref var differences = ref MemoryMarshal.GetArrayDataReference(_differences);
        Vector512<float> fx = default, fy = default, fz = default;
        for (nuint e = 0; e < padded; e += Lanes)
        {
            var dx = Vector512.LoadUnsafe(ref differences, e);
            var dy = Vector512.LoadUnsafe(ref differences, padded + e);
            var dz = dimensions == 3 ? Vector512.LoadUnsafe(ref differences, (2 * padded) + e) : default;
            var near = Vector512.FusedMultiplyAdd(dz, dz, Vector512<float>.One);
            var square = Vector512.FusedMultiplyAdd(dx, dx, Vector512.FusedMultiplyAdd(dy, dy, near));
            var pull = Vector512.LoadUnsafe(ref p, e) / square;
            fx = Vector512.FusedMultiplyAdd(pull, dx, fx);
            fy = Vector512.FusedMultiplyAdd(pull, dy, fy);
            fz = Vector512.FusedMultiplyAdd(pull, dz, fz);
        }

        force[0] = LaneSum.Of(fx);
        force[1] = LaneSum.Of(fy);
        force[2] = LaneSum.Of(fz);
    }

    private void Reserve(int padded)
    {
        if (_affinities.Length >= padded)
            return;
        _affinities = new float[padded];
        _differences = new float[padded * dimensions];
    }
}
