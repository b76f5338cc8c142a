using AttentionViz.Numerics.Threading;

namespace AttentionViz.Numerics.Tsne;

/// <summary>
/// <see cref="MeshRepulsion"/> in 3-D. How exact a mesh is depends on how the points lie: where many of them coincide, their
/// forces on one another cancel but on a mesh of some spacing only nearly do, and that adds up. So whenever a plan is made
/// the forces of a sample of the points are compared with those of all pairs, and a more exact plan is taken, or all pairs, until the
/// relative error (root mean square) is at most 1.5e-3. That of Z is below 1e-3. Where all pairs cost less, they are taken.
/// </summary>
internal sealed class SpaceMeshRepulsion : IRepulsion
{
    private const double MaxError = 1.5e-3;

    // Below this error the plan that costs less is tried again.
    private const double AmpleError = MaxError / 5;

    // The plan that costs least is looked for anew after so many steps.
    private const int StepsOfPlan = 25;

    // After so many steps by all pairs a mesh is tried again.
    private const int StepsOfAllPairs = 5;

    // Extents grow from step to step; room to grow spares a new plan each time. While they soon outgrow it they are given more.
    private const double RoomToGrow = 1.04;
    private const double MoreRoom = 1.15;
    private const int Soon = 8;

    // Layers of cells that one strip takes: more than the spline's six lines. Points of strips two apart weigh on no common line.
    private const int LayersPerStrip = 5;

    // Rows of cells whose forces a thread computes at once.
    private const int RowsPerBlock = 8;

    private readonly int _count;
    private readonly int _threads;
    private readonly bool _refined;
    private readonly CellOrder _order;
    private readonly float[] _potential;
    private readonly float[][] _sorted;
    private SpacePlan? _plan;
    private SpaceMesh? _mesh;
    private SpaceConvolution? _convolution;
    private ExactRepulsion? _exact;
    private int _grade;
    private double _error = MaxError;
    private int _age = StepsOfPlan;

    public SpaceMeshRepulsion(int count, int threads)
        : this(count, threads, RefinedReciprocal.IsSupported)
    {
    }

    /// <param name="refined">Whether to use <see cref="RefinedReciprocal"/>.</param>
    public SpaceMeshRepulsion(int count, int threads, bool refined)
    {
        _count = count;
        _threads = threads;
        _refined = refined;
        _order = new CellOrder(count, 3);
        _potential = new float[Coordinates.Padded(count)];
        _sorted = Coordinates.Zeros(3, count);
    }

    /// <summary>The plan of the last step; null = all pairs.</summary>
    public SpacePlan? Plan => _plan;

    public double Compute(float[][] positions, float[][] forces, CancellationToken cancellation)
    {
        var extent = Extent.Of(positions, _count);
        if (TightCloud.Holds(extent))
            return TightCloud.Compute(positions, forces, _count);
        if (_age >= StepsOfPlan || _plan?.Holds(extent) == false)
            return Anew(positions, extent, forces, cancellation);
        _age++;
        return _plan is null ? AllPairs(positions, forces, cancellation) : OnMesh(_plan, positions, extent, forces, cancellation);
    }

    /// <summary>Makes a plan and computes by it.</summary>
    private double Anew(float[][] positions, Extent extent, float[][] forces, CancellationToken cancellation)
    {
        var room = _age < Soon ? MoreRoom : RoomToGrow;
        _age = 0;
        for (_grade = _error < AmpleError ? Math.Max(0, _grade - 1) : _grade; _grade < SpacePlan.GradeCount; _grade++)
        {
            _plan = SpacePlan.Choose(positions, _order, extent, _grade, room);
            if (_plan is null)
            {
                _grade = 0;
                return AllPairs(positions, forces, cancellation);
            }

            _mesh = new SpaceMesh(_plan);
            _convolution = new SpaceConvolution(_plan, SpaceKernel.Spectrum(_plan));
            var z = OnMesh(_plan, positions, extent, forces, cancellation);
            _error = SampledError.Measure(positions, forces, _count, _threads, cancellation);
            if (_error <= MaxError)
                return z;
        }

        (_plan, _grade, _age) = (null, SpacePlan.GradeCount - 1, StepsOfPlan - StepsOfAllPairs);
        return AllPairs(positions, forces, cancellation);
    }

    private double AllPairs(float[][] positions, float[][] forces, CancellationToken cancellation)
    {
        _exact ??= new ExactRepulsion(_count, _threads, ExactRepulsion.Kernel(3, _refined));
        return _exact.Compute(positions, forces, cancellation);
    }

    private double OnMesh(SpacePlan plan, float[][] positions, Extent extent, float[][] forces, CancellationToken cancellation)
    {
        _order.Sort(positions, extent, plan.Split.Cell);
        var mesh = _mesh!;
        mesh.Values.AsSpan().Clear();
        var strips = (_order.Layers + LayersPerStrip - 1) / LayersPerStrip;
        // Every other strip first, then those between: none writes where another does, and the order of sums is fixed.
        for (var parity = 0; parity < 2; parity++)
        {
            var first = parity;
            RowBlocks.For((strips + 1 - parity) / 2, 1, _threads, (strip, _) =>
            {
                var layer = ((2 * strip) + first) * LayersPerStrip;
                var endLayer = Math.Min(_order.Layers, layer + LayersPerStrip);
                mesh.Spread(_order, extent, _order.Start(layer * _order.LayerRows, 0), _order.Start(endLayer * _order.LayerRows, 0));
            }, cancellation);
        }

        _convolution!.Convolve(mesh.Values, _threads, cancellation);
        RowBlocks.For(_order.Rows, RowsPerBlock, _threads, (row, endRow) => Collect(row, endRow, extent, plan.Split, forces), cancellation);
        double z = -_count; // A point weighs 1 on itself.
        foreach (var potential in _potential.AsSpan(0, _count))
            z += potential;
        return z;
    }

    private void Collect(int row, int endRow, Extent extent, KernelSplit split, float[][] forces)
    {
        int start = _order.Start(row, 0), end = _order.Start(endRow, 0);
        _mesh!.Interpolate(_order, extent, start, end, _potential, _sorted);
        if (split.HasNear && _refined)
            SpaceNearForces<RefinedReciprocal>.Add(_order, split.S, row, endRow, _potential, _sorted);
        else if (split.HasNear)
            SpaceNearForces<DividedReciprocal>.Add(_order, split.S, row, endRow, _potential, _sorted);
        for (var d = 0; d < forces.Length; d++)
        {
            for (var i = start; i < end; i++)
                forces[d][_order.Points[i]] = _sorted[d][i];
        }
    }
}
