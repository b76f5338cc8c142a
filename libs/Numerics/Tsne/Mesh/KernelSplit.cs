namespace AttentionViz.Numerics.Tsne;

/// <summary>
/// 1 / u, u = 1 + r^2, split as Ewald summation splits 1 / r: (1 - e^-su) / u is smooth enough for a mesh of the spacing that
/// s follows from, e^-su / u dies away within <see cref="Reach"/>.
/// </summary>
internal readonly record struct KernelSplit(double Spacing)
{
    /// <summary>Cells that cover the reach, to each side of a point's own.</summary>
    public const int CellsOfReach = 2;

    // s * spacing^2. Smaller makes the mesh more exact and the near pairs more.
    private const double Smoothness = 0.32;

    // What the short-ranged part is past so many spacings is less than the error of the mesh.
    private const double SpacingsOfReach = 4;

    // Past this s nothing is left near, at any distance.
    private const double AllSmooth = 11;

    public double S => Smoothness / (Spacing * Spacing);

    public double Reach => SpacingsOfReach * Spacing;

    public double Cell => Reach / CellsOfReach;

    public bool HasNear => S < AllSmooth;

    /// <summary>The smooth part at a squared distance.</summary>
    public double Smooth(double square) => -Math.Exp(-S * (1 + square)) / (1 + square) + (1 / (1 + square));
}
