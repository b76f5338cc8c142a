using AttentionViz.Numerics.Threading;

namespace AttentionViz.Numerics.Tsne;

/// <summary>
/// Repulsion in 2-D at a cost near n log n. It is the gradient of one potential, phi(y) = sum_j 1 / (1 + |y - y_j|^2): the force
/// on a point is -grad phi / 2, and Z = sum_i phi(y_i) - n. The kernel is split (<see cref="KernelSplit"/>): its smooth part
/// goes over a mesh and one Fourier transform, as in smooth particle-mesh Ewald (Essmann et al. 1995), its short-ranged part
/// over pairs. Relative error of Z below 1e-3; of the forces (root mean square) too, but up to 2e-3 where all points lie within 0.1
/// to 0.3, where the rounding of float32 shows, and more where hardly any force is left: points that all but coincide push one
/// another on the mesh by up to 2e-5 a pair, which adds up and which a small net force cannot hide. So two piles of equal points err by
/// 1.4e-2 of their repulsion when they are 10 apart and by 0.1 when they are 20 apart; 0.1 of width in each pile is enough
/// to be back at 1e-3, and among points whose map t-SNE has made it was at most 1.3e-3.
/// </summary>
internal sealed class MeshRepulsion : IRepulsion
{
    // The spacing that costs least is looked for anew after so many steps.
    private const int StepsOfPlan = 20;

    // Rows of cells that one strip takes. Points of strips two apart weigh on no common line of the mesh.
    private const int RowsPerStrip = 8;

    private readonly int _count;
    private readonly int _threads;
    private readonly bool _refined;
    private readonly CellOrder _order;
    private readonly float[] _potential;
    private readonly float[][] _sorted;
    private MeshPlan? _plan;
    private Mesh? _mesh;
    private PlaneConvolution? _convolution;
    private int _age;

    public MeshRepulsion(int count, int threads)
        : this(count, threads, RefinedReciprocal.IsSupported)
    {
    }

    /// <param name="refined">Whether to use <see cref="RefinedReciprocal"/>.</param>
    public MeshRepulsion(int count, int threads, bool refined)
    {
        _count = count;
        _threads = threads;
        _refined = refined;
        _order = new CellOrder(count, 2);
        _potential = new float[Coordinates.Padded(count)];
        _sorted = Coordinates.Zeros(2, count);
    }

    public double Compute(float[][] positions, float[][] forces, CancellationToken cancellation)
    {
        var extent = Extent.Of(positions, _count);
        if (TightCloud.Holds(extent))
            return TightCloud.Compute(positions, forces, _count);
        var plan = Plan(positions, extent, cancellation);
        _order.Sort(positions, extent, plan.Split.Cell);
        var mesh = _mesh!;
        mesh.Values.AsSpan().Clear();
        var strips = (_order.Rows + RowsPerStrip - 1) / RowsPerStrip;
        // Every other strip first, then those between: none writes where another does, and the order of sums is fixed.
        for (var parity = 0; parity < 2; parity++)
        {
            var first = parity;
            RowBlocks.For((strips + 1 - parity) / 2, 1, _threads, (strip, _) =>
            {
                var (start, end) = Places((2 * strip) + first);
                mesh.Spread(_order, extent, start, end);
            }, cancellation);
        }

        _convolution!.Convolve(mesh.Values, plan.Stride, plan.LinesY, _threads, cancellation);
        RowBlocks.For(strips, 1, _threads, (strip, _) => Collect(strip, mesh, extent, plan.Split, forces), cancellation);
        double z = -_count; // A point weighs 1 on itself.
        foreach (var potential in _potential.AsSpan(0, _count))
            z += potential;
        return z;
    }

    private MeshPlan Plan(float[][] positions, Extent extent, CancellationToken cancellation)
    {
        if (_plan is not null && _plan.Holds(extent) && _age++ < StepsOfPlan)
            return _plan;
        var plan = MeshPlan.Choose(positions, _count, extent);
        _age = 0;
        if (plan == _plan)
            return plan;
        if (_plan is null || plan.PeriodX != _plan.PeriodX || plan.PeriodY != _plan.PeriodY || plan.Split != _plan.Split)
        {
            var kernel = MeshKernel.Spectrum(plan.Split, plan.PeriodX, plan.PeriodY, _threads, cancellation);
            _convolution = new PlaneConvolution(plan.PeriodX, plan.PeriodY, kernel);
        }

        _mesh = new Mesh(plan);
        return _plan = plan;
    }

    private void Collect(int strip, Mesh mesh, Extent extent, KernelSplit split, float[][] forces)
    {
        var (start, end) = Places(strip);
        mesh.Interpolate(_order, extent, start, end, _potential, _sorted[0], _sorted[1]);
        int row = strip * RowsPerStrip, endRow = Math.Min(_order.Rows, row + RowsPerStrip);
        if (split.HasNear && _refined)
            NearForces<RefinedReciprocal>.Add(_order, split.S, row, endRow, _potential, _sorted[0], _sorted[1]);
        else if (split.HasNear)
            NearForces<DividedReciprocal>.Add(_order, split.S, row, endRow, _potential, _sorted[0], _sorted[1]);
        for (var i = start; i < end; i++)
        {
            forces[0][_order.Points[i]] = _sorted[0][i];
            forces[1][_order.Points[i]] = _sorted[1][i];
        }
    }

    private (int Start, int End) Places(int strip) =>
        (_order.Start(strip * RowsPerStrip, 0), _order.Start(Math.Min(_order.Rows, (strip + 1) * RowsPerStrip), 0));
}
