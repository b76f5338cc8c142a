using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AttentionViz.Numerics.Linear;
using AttentionViz.Numerics.Threading;

namespace AttentionViz.Numerics.Tsne;

/// <summary>
/// The gradient of the divergence, from all pairs, exactly: with w_ij = 1 / (1 + |y_i - y_j|^2) and Z their sum,
/// <c>g_i = e * sum_j p_ij w_ij (y_i - y_j) - sum_j w_ij^2 (y_i - y_j) / Z</c> (a quarter of the 2008 paper's equation 5
/// for exaggeration e = 1). Coordinates are stored apart and padded to 16; every sum runs in an order fixed by the
/// points, so that neither threads nor the machine's vector width change a bit.
/// </summary>
internal sealed class TsneForces
{
    private const int Lanes = 16;
    private const int RowsPerBlock = 64;

    // Far enough to exert no force, near enough that its square stays finite.
    private const float Nowhere = 1e18f;

    private readonly SymmetricSparse _affinities;
    private readonly float[][] _repulsion;
    private readonly double[] _rowSums;
    private readonly int _threads;

    public TsneForces(SymmetricSparse affinities, int dimensions, int threads)
    {
        _affinities = affinities;
        _threads = threads;
        _rowSums = new double[Count];
        _repulsion = NewCoordinates(dimensions, Count);
        Positions = NewCoordinates(dimensions, (Count + Lanes - 1) / Lanes * Lanes);
        Gradient = NewCoordinates(dimensions, Count);
        foreach (var coordinate in Positions)
            coordinate.AsSpan(Count).Fill(Nowhere);
    }

    public int Count => _affinities.Count;

    public int Dimensions => Positions.Length;

    /// <summary>[dimension][point, padded] where the points are; the caller moves them.</summary>
    public float[][] Positions { get; }

    /// <summary>[dimension][point] filled by <see cref="Compute"/>.</summary>
    public float[][] Gradient { get; }

    /// <summary>Z of the last <see cref="Compute"/>: the sum of w_ij over all ordered pairs i != j.</summary>
    public double Normalization { get; private set; }

    /// <summary>Fills <see cref="Gradient"/> for the present positions.</summary>
    public void Compute(double exaggeration, CancellationToken cancellation)
    {
        RowBlocks.For(Count, RowsPerBlock, _threads, Repel, cancellation);
        double z = 0;
        foreach (var sum in _rowSums)
            z += sum;
        Normalization = z;
        RowBlocks.For(Count, RowsPerBlock, _threads, (start, end) => Attract(start, end, (float)exaggeration, (float)(1 / z)), cancellation);
    }

    /// <summary>sum p_ij log(p_ij / q_ij), nats, with the normalization of the last <see cref="Compute"/>.</summary>
    public double Divergence()
    {
        double divergence = 0;
        for (var i = 0; i < Count; i++)
        {
            for (var e = _affinities.RowStarts[i]; e < _affinities.RowStarts[i + 1]; e++)
            {
                double p = _affinities.Values[e], square = 0;
                if (p <= 0)
                    continue;
                foreach (var coordinate in Positions)
                {
                    double difference = coordinate[i] - coordinate[_affinities.Columns[e]];
                    square += difference * difference;
                }

                divergence += p * Math.Log(p * (1 + square) * Normalization);
            }
        }

        return divergence;
    }

    private void Repel(int start, int end)
    {
        if (Dimensions == 2)
            Repel2(start, end);
        else
            Repel3(start, end);
    }

    private void Repel2(int start, int end)
    {
        ref var xs = ref MemoryMarshal.GetArrayDataReference(Positions[0]);
        ref var ys = ref MemoryMarshal.GetArrayDataReference(Positions[1]);
        var padded = (nuint)Positions[0].Length;
        for (var i = start; i < end; i++)
        {
            var x = Vector512.Create(Positions[0][i]);
            var y = Vector512.Create(Positions[1][i]);
            Vector512<float> fx = default, fy = default, total = default;
            for (nuint j = 0; j < padded; j += Lanes)
            {
                var dx = x - Vector512.LoadUnsafe(ref xs, j);
                var dy = y - Vector512.LoadUnsafe(ref ys, j);
                var w = Vector512<float>.One / Vector512.FusedMultiplyAdd(dx, dx, Vector512.FusedMultiplyAdd(dy, dy, Vector512<float>.One));
                total += w;
                var square = w * w;
                fx = Vector512.FusedMultiplyAdd(square, dx, fx);
                fy = Vector512.FusedMultiplyAdd(square, dy, fy);
            }

            // A point weighs 1 on itself.
            _rowSums[i] = LaneSum.Of(total) - 1;
            _repulsion[0][i] = (float)LaneSum.Of(fx);
            _repulsion[1][i] = (float)LaneSum.Of(fy);
        }
    }

    private void Repel3(int start, int end)
    {
        ref var xs = ref MemoryMarshal.GetArrayDataReference(Positions[0]);
        ref var ys = ref MemoryMarshal.GetArrayDataReference(Positions[1]);
        ref var zs = ref MemoryMarshal.GetArrayDataReference(Positions[2]);
        var padded = (nuint)Positions[0].Length;
        for (var i = start; i < end; i++)
        {
            var x = Vector512.Create(Positions[0][i]);
            var y = Vector512.Create(Positions[1][i]);
            var z = Vector512.Create(Positions[2][i]);
            Vector512<float> fx = default, fy = default, fz = default, total = default;
            for (nuint j = 0; j < padded; j += Lanes)
            {
                var dx = x - Vector512.LoadUnsafe(ref xs, j);
                var dy = y - Vector512.LoadUnsafe(ref ys, j);
                var dz = z - Vector512.LoadUnsafe(ref zs, j);
                var near = Vector512.FusedMultiplyAdd(dz, dz, Vector512<float>.One);
                var w = Vector512<float>.One / Vector512.FusedMultiplyAdd(dx, dx, Vector512.FusedMultiplyAdd(dy, dy, near));
                total += w;
                var square = w * w;
                fx = Vector512.FusedMultiplyAdd(square, dx, fx);
                fy = Vector512.FusedMultiplyAdd(square, dy, fy);
                fz = Vector512.FusedMultiplyAdd(square, dz, fz);
            }

            _rowSums[i] = LaneSum.Of(total) - 1;
            _repulsion[0][i] = (float)LaneSum.Of(fx);
            _repulsion[1][i] = (float)LaneSum.Of(fy);
            _repulsion[2][i] = (float)LaneSum.Of(fz);
        }
    }

    private void Attract(int start, int end, float exaggeration, float inverseZ)
    {
        var row = new AttractionRow(Dimensions);
        Span<double> force = stackalloc double[3];
        for (var i = start; i < end; i++)
        {
            row.Sum(_affinities, Positions, i, force);
            for (var d = 0; d < Dimensions; d++)
                Gradient[d][i] = (exaggeration * (float)force[d]) - (_repulsion[d][i] * inverseZ);
        }
    }

    private static float[][] NewCoordinates(int dimensions, int length) =>
        [.. Enumerable.Range(0, dimensions).Select(_ => new float[length])];
}
