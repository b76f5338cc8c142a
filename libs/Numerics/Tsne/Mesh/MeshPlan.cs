namespace AttentionViz.Numerics.Tsne;

/// <summary>The mesh for points of a given extent: its spacing, its lines and its periods.</summary>
/// <param name="Split">The spacing and what follows from it.</param>
/// <param name="LinesX">Lines that points within the extent can weigh on.</param>
/// <param name="PeriodX">Period of the transform along x; likewise <paramref name="PeriodY"/>.</param>
internal sealed record MeshPlan(KernelSplit Split, int LinesX, int LinesY, int PeriodX, int PeriodY)
{
    // Nanoseconds on one core, measured; only their ratio matters. A candidate is a pair that is computed, near or not.
    private const double CostOfMeshPoint = 0.125;
    private const double CostOfCandidate = 0.33;
    private const double CostOfPoint = 40;
    private const double CostOfFullCell = 90;
    private const double CostOfCell = 3;

    // Extents grow from step to step; room to grow spares a new kernel each time.
    private const double RoomToGrow = 1.04;

    private const int MaxPeriod = 8192;

    private const double Smoothness = 0.32;
    private const double SpacingsOfReach = 4;

    private static readonly double[] Spacings = [0.17, 0.28, 0.4, 0.5, 0.6, 0.75, 0.9, 1.1, 1.35, 1.6, 2, 2.5, 3];

    /// <summary>Length of a row of the mesh in memory: room for eight lanes past the last line, whole pairs of vectors.</summary>
    public int Stride => (LinesX + 2 + 31) / 32 * 32;

    /// <summary>Whether points of this extent stay on the mesh.</summary>
    public bool Holds(Extent extent) => Lines(extent.Width, Split.Spacing) <= LinesX && Lines(extent.Height, Split.Spacing) <= LinesY;

    /// <summary>The plan that costs least, by the number of pairs within reach.</summary>
    public static MeshPlan Choose(float[][] positions, int count, Extent extent)
    {
        MeshPlan? best = null;
        var least = double.PositiveInfinity;
        var order = new CellOrder(count, 2);
        foreach (var spacing in Spacings)
        {
            var plan = For(SplitFor(spacing), extent);
            if (Math.Max(plan.PeriodX, plan.PeriodY) > MaxPeriod)
                continue;
            var points = (double)plan.PeriodX * plan.PeriodY;
            var cost = CostOfMeshPoint * points * Math.Log2(points);
            if (cost >= least)
                continue;
            cost += plan.Split.HasNear ? NearCost(positions, order, extent, plan.Split) : 0;
            if (cost < least)
                (best, least) = (plan, cost);
        }

        return best ?? For(SplitFor(Spacings[^1] * Math.Max(extent.Width, extent.Height) / MaxPeriod), extent);
    }

    private static KernelSplit SplitFor(double spacing) => new(spacing, Smoothness, SpacingsOfReach);

    private static MeshPlan For(KernelSplit split, Extent extent)
    {
        var linesX = Lines(extent.Width * RoomToGrow, split.Spacing);
        var linesY = Lines(extent.Height * RoomToGrow, split.Spacing);
        return new MeshPlan(split, linesX, linesY, Period(linesX), Period(linesY));
    }

    private static int Lines(double length, double spacing) => (int)(length / spacing) + Spline.Order + 1;

    private static int Period(int lines) => LaneFourier.NextLength(Math.Max(96, (2 * lines) + 4));

    /// <summary>What sorting and the near part cost.</summary>
    private static double NearCost(float[][] positions, CellOrder order, Extent extent, KernelSplit split)
    {
        order.Sort(positions, extent, split.Cell);
        var (candidates, full) = order.NearWork();
        var cells = (double)order.Rows * order.Columns;
        return (CostOfCandidate * candidates) + (CostOfPoint * order.Points.Length) + (CostOfFullCell * full) + (CostOfCell * cells);
    }
}
