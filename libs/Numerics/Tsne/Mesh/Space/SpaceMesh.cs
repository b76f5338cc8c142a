using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AttentionViz.Numerics.Tsne;

/// <summary>Charges or potentials on the lines of a mesh in space, [line z][plane], a plane being [line y][stride].</summary>
internal sealed class SpaceMesh
{
    private readonly int _stride;
    private readonly int _plane;
    private readonly float _perUnit;

    public SpaceMesh(SpacePlan plan)
    {
        _stride = plan.Stride;
        _plane = plan.Plane;
        _perUnit = (float)(1 / plan.Split.Spacing);
        Values = new float[_plane * plan.LinesZ];
    }

    public float[] Values { get; }

    /// <summary>Adds a charge of 1 for each of the places [start, end) of the order.</summary>
    public void Spread(CellOrder order, Extent extent, int start, int end)
    {
        Span<float> room = stackalloc float[16];
        ref var weightsY = ref MemoryMarshal.GetReference(room);
        ref var weightsZ = ref Unsafe.Add(ref weightsY, 8);
        for (var i = start; i < end; i++)
        {
            var (first, tx, ty, tz) = Place(order, extent, i);
            var alongX = Spline.Weights(tx);
            Spline.Weights(ty).StoreUnsafe(ref weightsY);
            Spline.Weights(tz).StoreUnsafe(ref weightsZ);
            ref var mesh = ref At(first);
            for (var z = 0; z < Spline.Order; z++)
            {
                var share = alongX * Unsafe.Add(ref weightsZ, z);
                ref var row = ref Unsafe.Add(ref mesh, z * _plane);
                for (var y = 0; y < Spline.Order; y++)
                {
                    Vector256.FusedMultiplyAdd(share, Vector256.Create(Unsafe.Add(ref weightsY, y)), Vector256.LoadUnsafe(ref row)).StoreUnsafe(ref row);
                    row = ref Unsafe.Add(ref row, _stride);
                }
            }
        }
    }

    /// <summary>Writes the potential, and half its slope downhill, at the places [start, end) of the order.</summary>
    public void Interpolate(CellOrder order, Extent extent, int start, int end, float[] potential, float[][] forces)
    {
        Span<float> room = stackalloc float[32];
        ref var weightsY = ref MemoryMarshal.GetReference(room);
        ref var slopesY = ref Unsafe.Add(ref weightsY, 8);
        ref var weightsZ = ref Unsafe.Add(ref weightsY, 16);
        ref var slopesZ = ref Unsafe.Add(ref weightsY, 24);
        for (var i = start; i < end; i++)
        {
            var (first, tx, ty, tz) = Place(order, extent, i);
            Spline.Weights(ty).StoreUnsafe(ref weightsY);
            Spline.Slopes(ty).StoreUnsafe(ref slopesY);
            Spline.Weights(tz).StoreUnsafe(ref weightsZ);
            Spline.Slopes(tz).StoreUnsafe(ref slopesZ);
            Vector256<float> sum = default, sumY = default, sumZ = default;
            ref var mesh = ref At(first);
            for (var z = 0; z < Spline.Order; z++)
            {
                Vector256<float> rows = default, rowSlopes = default;
                ref var row = ref Unsafe.Add(ref mesh, z * _plane);
                for (var y = 0; y < Spline.Order; y++)
                {
                    var values = Vector256.LoadUnsafe(ref row);
                    rows = Vector256.FusedMultiplyAdd(values, Vector256.Create(Unsafe.Add(ref weightsY, y)), rows);
                    rowSlopes = Vector256.FusedMultiplyAdd(values, Vector256.Create(Unsafe.Add(ref slopesY, y)), rowSlopes);
                    row = ref Unsafe.Add(ref row, _stride);
                }

                var weight = Vector256.Create(Unsafe.Add(ref weightsZ, z));
                sum = Vector256.FusedMultiplyAdd(rows, weight, sum);
                sumY = Vector256.FusedMultiplyAdd(rowSlopes, weight, sumY);
                sumZ = Vector256.FusedMultiplyAdd(rows, Vector256.Create(Unsafe.Add(ref slopesZ, z)), sumZ);
            }

            var alongX = Spline.Weights(tx);
            potential[i] = Vector256.Sum(sum * alongX);
            forces[0][i] = -0.5f * _perUnit * Vector256.Sum(sum * Spline.Slopes(tx));
            forces[1][i] = -0.5f * _perUnit * Vector256.Sum(sumY * alongX);
            forces[2][i] = -0.5f * _perUnit * Vector256.Sum(sumZ * alongX);
        }
    }

    private (int First, float Tx, float Ty, float Tz) Place(CellOrder order, Extent extent, int place)
    {
        // Line Spline.Before stands at the edge of the extent.
        var alongX = (order.X[place] - extent.Left) * _perUnit;
        var alongY = (order.Y[place] - extent.Bottom) * _perUnit;
        var alongZ = (order.Z[place] - extent.Back) * _perUnit;
        var (lineX, lineY, lineZ) = ((int)alongX, (int)alongY, (int)alongZ);
        return ((lineZ * _plane) + (lineY * _stride) + lineX, alongX - lineX, alongY - lineY, alongZ - lineZ);
    }

    private ref float At(int first) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Values), first);
}
