using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AttentionViz.Numerics.Tsne;

/// <summary>Charges or potentials on the lines of a plane, [line y][stride].</summary>
internal sealed class Mesh
{
    private readonly int _stride;
    private readonly float _perUnit;

    public Mesh(MeshPlan plan)
    {
        _stride = plan.Stride;
        _perUnit = (float)(1 / plan.Split.Spacing);
        Values = new float[_stride * plan.LinesY];
    }

    public float[] Values { get; }

    /// <summary>Adds a charge of 1 for each of the places [start, end) of the order.</summary>
    public void Spread(CellOrder order, Extent extent, int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            var (first, tx, ty) = Place(order.X[i] - extent.Left, order.Y[i] - extent.Bottom);
            var alongX = Spline.Weights(tx);
            var alongY = Spline.Weights(ty);
            ref var mesh = ref At(first);
            for (var line = 0; line < Spline.Order; line++)
            {
                ref var row = ref Unsafe.Add(ref mesh, line * _stride);
                Vector256.FusedMultiplyAdd(alongX, Vector256.Create(alongY[line]), Vector256.LoadUnsafe(ref row)).StoreUnsafe(ref row);
            }
        }
    }

    /// <summary>Writes the potential, and half its slope downhill, at the places [start, end) of the order.</summary>
    public void Interpolate(CellOrder order, Extent extent, int start, int end, float[] potential, float[] forceX, float[] forceY)
    {
        for (var i = start; i < end; i++)
        {
            var (first, tx, ty) = Place(order.X[i] - extent.Left, order.Y[i] - extent.Bottom);
            var alongY = Spline.Weights(ty);
            var slopesY = Spline.Slopes(ty);
            Vector256<float> columns = default, columnSlopes = default;
            ref var mesh = ref At(first);
            for (var line = 0; line < Spline.Order; line++)
            {
                var row = Vector256.LoadUnsafe(ref Unsafe.Add(ref mesh, line * _stride));
                columns = Vector256.FusedMultiplyAdd(row, Vector256.Create(alongY[line]), columns);
                columnSlopes = Vector256.FusedMultiplyAdd(row, Vector256.Create(slopesY[line]), columnSlopes);
            }

            var alongX = Spline.Weights(tx);
            potential[i] = Vector256.Sum(columns * alongX);
            forceX[i] = -0.5f * _perUnit * Vector256.Sum(columns * Spline.Slopes(tx));
            forceY[i] = -0.5f * _perUnit * Vector256.Sum(columnSlopes * alongX);
        }
    }

    private (int First, float Tx, float Ty) Place(float x, float y)
    {
        // Line Spline.Before stands at the edge of the extent.
        var (alongX, alongY) = (x * _perUnit, y * _perUnit);
        var (lineX, lineY) = ((int)alongX, (int)alongY);
        return ((lineY * _stride) + lineX, alongX - lineX, alongY - lineY);
    }

    private ref float At(int first) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Values), first);
}
