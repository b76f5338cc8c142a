namespace AttentionViz.Numerics.Tsne;

/// <summary>The mesh for points of a given extent in space: its spacing, its lines and its periods.</summary>
/// <param name="Split">The spacing and what follows from it.</param>
/// <param name="LinesX">Lines that points within the extent can weigh on; likewise along y and z.</param>
/// <param name="PeriodX">Period of the transform along x; likewise along y and z.</param>
internal sealed record SpacePlan(KernelSplit Split, int LinesX, int LinesY, int LinesZ, int PeriodX, int PeriodY, int PeriodZ)
{
    // Nanoseconds on one core, measured; only their ratio matters. A candidate is a pair that is computed, near or not.
    private const double CostOfPair = 0.17;
    private const double CostOfTransform = 0.15;
    private const double CostOfCandidate = 0.42;
    private const double CostOfPoint = 110;
    private const double CostOfFullCell = 400;
    private const double CostOfCell = 2;

    // From the cheapest to the most exact; each errs some 4 to 10 times less than the one before. Reaches are short of where
    // nothing is left, because most pairs a little farther are computed too.
    private static readonly Grade[] Grades = [new(0.5, 2.5, 60), new(0.25, 3.9, 60), new(0.15, 5, 60), new(0.15, 5, 120)];

    // Periods along the longest axis. With fewer lines than this the kernel's kink at half a period shows in the forces.
    private static readonly int[] Periods = [60, 72, 90, 120, 150, 180, 240, 300];

    public static int GradeCount => Grades.Length;

    /// <summary>Length of a row of the mesh in memory: room for eight lanes past the last line.</summary>
    public int Stride => LinesX + 2;

    /// <summary>Length of a plane of the mesh in memory: whole pairs of vectors.</summary>
    public int Plane => ((Stride * LinesY) + 31) / 32 * 32;

    /// <summary>Whether points of this extent stay on the mesh.</summary>
    public bool Holds(Extent extent) =>
        Lines(extent.Width, Split.Spacing) <= LinesX && Lines(extent.Height, Split.Spacing) <= LinesY && Lines(extent.Depth, Split.Spacing) <= LinesZ;

    /// <summary>The plan of a grade that costs least, by the number of pairs within reach; null if all pairs cost less.</summary>
    /// <param name="order">Room to sort the points.</param>
    /// <param name="room">How much the extent may grow, as a factor.</param>
    public static SpacePlan? Choose(float[][] positions, CellOrder order, Extent extent, int grade, double room)
    {
        SpacePlan? best = null;
        double count = order.Points.Length;
        var least = CostOfPair * count * count;
        foreach (var period in Periods)
        {
            if (period < Grades[grade].LeastPeriod)
                continue;
            var plan = For(period, Grades[grade], extent, room);
            var cost = plan.MeshCost() + (CostOfPoint * count);
            if (cost >= least)
                continue;
            cost += plan.Split.HasNear ? plan.NearCost(positions, order, extent) : 0;
            if (cost < least)
                (best, least) = (plan, cost);
        }

        return best;
    }

    /// <summary>The plan whose longest axis has a given period.</summary>
    private static SpacePlan For(int period, Grade grade, Extent extent, double room)
    {
        var spacing = extent.Longest * room / ((period / 2) - Spline.Order - 1.01);
        var split = new KernelSplit(spacing, grade.Smoothness, grade.SpacingsOfReach);
        int x = Lines(extent.Width * room, spacing), y = Lines(extent.Height * room, spacing), z = Lines(extent.Depth * room, spacing);
        return new SpacePlan(split, x, y, z, LaneFourier.NextLength(2 * x), LaneFourier.NextLength(2 * y), LaneFourier.NextLength(2 * z));
    }

    private static int Lines(double length, double spacing) => (int)(length / spacing) + Spline.Order + 1;

    /// <summary>What transforms cost, 16 at a time.</summary>
    private double MeshCost()
    {
        double panels = (PeriodZ / 2 / Coordinates.Lanes) + 1;
        return CostOfTransform * ((Plane / 32 * Cost(PeriodZ)) + (panels * ((LinesX * Cost(PeriodY)) + (PeriodY * Cost(PeriodX)))));
        static double Cost(int period) => 2 * Coordinates.Lanes * period * Math.Log2(period);
    }

    /// <summary>What sorting and the near part cost.</summary>
    private double NearCost(float[][] positions, CellOrder order, Extent extent)
    {
        order.Sort(positions, extent, Split.Cell);
        var (candidates, full) = order.NearWork();
        return (CostOfCandidate * candidates) + (CostOfFullCell * full) + (CostOfCell * order.Rows * order.Columns);
    }

    /// <param name="LeastPeriod">Of the longest axis.</param>
    private readonly record struct Grade(double Smoothness, double SpacingsOfReach, int LeastPeriod);
}
