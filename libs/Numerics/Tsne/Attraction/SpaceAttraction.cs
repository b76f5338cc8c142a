using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AttentionViz.Numerics.Linear;

namespace AttentionViz.Numerics.Tsne;

/// <summary>
/// Attraction in 3-D. Neighbours are first copied side by side, then worked on 16 at a time: gathering them one by one costs
/// less than a gather instruction.
/// </summary>
internal sealed class SpaceAttraction<TReciprocal> : IAttractionRow
    where TReciprocal : struct, IReciprocal
{
    private const int Lanes = Coordinates.Lanes;
    private const int Chunk = 16 * Lanes;

    private float[][] _positions = [];

    public void Place(float[][] positions) => _positions = positions;

    [SkipLocalsInit]
    public void Force(SymmetricSparse affinities, int point, float[][] forces)
    {
        Span<float> buffer = stackalloc float[4 * Chunk];
        ref var x = ref MemoryMarshal.GetReference(buffer);
        var ownX = Vector512.Create(_positions[0][point]);
        var ownY = Vector512.Create(_positions[1][point]);
        var ownZ = Vector512.Create(_positions[2][point]);
        Vector512<float> fx = default, fy = default, fz = default;
        int end = affinities.RowStarts[point + 1];
        for (var first = affinities.RowStarts[point]; first < end; first += Chunk)
        {
            var padded = (nuint)Gather(affinities, point, first, Math.Min(Chunk, end - first), ref x);
            for (nuint e = 0; e < padded; e += Lanes)
            {
                var dx = ownX - Vector512.LoadUnsafe(ref x, e);
                var dy = ownY - Vector512.LoadUnsafe(ref x, Chunk + e);
                var dz = ownZ - Vector512.LoadUnsafe(ref x, (2 * Chunk) + e);
                var near = Vector512.FusedMultiplyAdd(dz, dz, Vector512<float>.One);
                var w = TReciprocal.Of(Vector512.FusedMultiplyAdd(dx, dx, Vector512.FusedMultiplyAdd(dy, dy, near)));
                var pull = w * Vector512.LoadUnsafe(ref x, (3 * Chunk) + e);
                fx = Vector512.FusedMultiplyAdd(pull, dx, fx);
                fy = Vector512.FusedMultiplyAdd(pull, dy, fy);
                fz = Vector512.FusedMultiplyAdd(pull, dz, fz);
            }
        }

        forces[0][point] = (float)LaneSum.Of(fx);
        forces[1][point] = (float)LaneSum.Of(fy);
        forces[2][point] = (float)LaneSum.Of(fz);
    }

    [SkipLocalsInit]
    public double Spread(SymmetricSparse affinities, int point)
    {
        Span<float> buffer = stackalloc float[4 * Chunk];
        ref var x = ref MemoryMarshal.GetReference(buffer);
        var ownX = Vector512.Create(_positions[0][point]);
        var ownY = Vector512.Create(_positions[1][point]);
        var ownZ = Vector512.Create(_positions[2][point]);
        Vector512<float> spread = default;
        int end = affinities.RowStarts[point + 1];
        for (var first = affinities.RowStarts[point]; first < end; first += Chunk)
        {
            var padded = (nuint)Gather(affinities, point, first, Math.Min(Chunk, end - first), ref x);
            for (nuint e = 0; e < padded; e += Lanes)
            {
                var dx = ownX - Vector512.LoadUnsafe(ref x, e);
                var dy = ownY - Vector512.LoadUnsafe(ref x, Chunk + e);
                var dz = ownZ - Vector512.LoadUnsafe(ref x, (2 * Chunk) + e);
                var near = Vector512.FusedMultiplyAdd(dz, dz, Vector512<float>.One);
                var u = Vector512.FusedMultiplyAdd(dx, dx, Vector512.FusedMultiplyAdd(dy, dy, near));
                spread = Vector512.FusedMultiplyAdd(Vector512.Log(u), Vector512.LoadUnsafe(ref x, (3 * Chunk) + e), spread);
            }
        }

        return LaneSum.Of(spread);
    }

    /// <summary>Copies neighbours to [x, y, z, p][Chunk], padded to whole vectors with the point itself at affinity 0.</summary>
    /// <returns>Their number with the padding.</returns>
    private int Gather(SymmetricSparse affinities, int point, int first, int count, ref float buffer)
    {
        ref var columns = ref affinities.Columns[first];
        ref var values = ref affinities.Values[first];
        ref var xs = ref MemoryMarshal.GetArrayDataReference(_positions[0]);
        ref var ys = ref MemoryMarshal.GetArrayDataReference(_positions[1]);
        ref var zs = ref MemoryMarshal.GetArrayDataReference(_positions[2]);
        ref var y = ref Unsafe.Add(ref buffer, Chunk);
        ref var z = ref Unsafe.Add(ref buffer, 2 * Chunk);
        ref var p = ref Unsafe.Add(ref buffer, 3 * Chunk);
        for (var e = 0; e < count; e++)
        {
            var column = Unsafe.Add(ref columns, e);
            Unsafe.Add(ref buffer, e) = Unsafe.Add(ref xs, column);
            Unsafe.Add(ref y, e) = Unsafe.Add(ref ys, column);
            Unsafe.Add(ref z, e) = Unsafe.Add(ref zs, column);
            Unsafe.Add(ref p, e) = Unsafe.Add(ref values, e);
        }

        var padded = Coordinates.Padded(count);
        for (var e = count; e < padded; e++)
        {
            Unsafe.Add(ref buffer, e) = _positions[0][point];
            Unsafe.Add(ref y, e) = _positions[1][point];
            Unsafe.Add(ref z, e) = _positions[2][point];
            Unsafe.Add(ref p, e) = 0;
        }

        return padded;
    }
}
