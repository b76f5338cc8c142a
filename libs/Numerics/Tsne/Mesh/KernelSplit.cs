namespace AttentionViz.Numerics.Tsne;

/// <summary>
/// 1 / u, u = 1 + r^2, split as Ewald summation splits 1 / r: (1 - e^-su) / u is smooth enough for a mesh of the given spacing,
/// e^-su / u dies away within <see cref="Reach"/>.
/// </summary>
/// <param name="Spacing">Distance of the lines of the mesh.</param>
/// <param name="Smoothness">s * spacing^2. Smaller makes the mesh more exact and the near pairs more.</param>
/// <param name="SpacingsOfReach">What the short-ranged part is past so many spacings is less than the error of the mesh.</param>
internal readonly record struct KernelSplit(double Spacing, double Smoothness, double SpacingsOfReach)
{
    /// <summary>Cells that cover the reach, to each side of a point's own.</summary>
    public const int CellsOfReach = 2;

    // Past this s nothing is left near, at any distance.
    private const double AllSmooth = 11;

    public double S => Smoothness / (Spacing * Spacing);

    public double Reach => SpacingsOfReach * Spacing;

    public double Cell => Reach / CellsOfReach;

    public bool HasNear => S < AllSmooth;

    /// <summary>The smooth part at a squared distance.</summary>
    public double Smooth(double square) => -Math.Exp(-S * (1 + square)) / (1 + square) + (1 / (1 + square));
}
