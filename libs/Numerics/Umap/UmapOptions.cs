namespace AttentionViz.Numerics.Umap;

/// <summary>Settings of UMAP (McInnes, Healy, Melville 2018, arXiv 1802.03426), with the defaults of the field.</summary>
public sealed record UmapOptions
{
    /// <summary>Size of a neighbourhood, the point itself included as the reference implementation counts it. At least 2.</summary>
    public int Neighbours { get; init; } = 15;

    /// <summary>Least distance of points in the map, in [0, <see cref="Spread"/>).</summary>
    public double MinDistance { get; init; } = 0.1;

    /// <summary>Scale of the map's distances, above 0.</summary>
    public double Spread { get; init; } = 1;

    /// <summary>Epochs, at least 1; null = 500 up to 10,000 points, 200 beyond.</summary>
    public int? Epochs { get; init; }

    /// <summary>Negative samples for each attraction, 1 to 7.</summary>
    public int NegativeSamples { get; init; } = 5;

    /// <summary>Step size of the first epoch; it falls linearly to 0. Above 0.</summary>
    public double LearningRate { get; init; } = 1;

    /// <summary>Take the start as it is, at its own scale: an earlier map of the same points. Else it is spectral.</summary>
    public bool KeepsStart { get; init; }

    /// <summary>Epochs for a number of points.</summary>
    public int EpochsFor(int points) => Epochs ?? (points <= 10_000 ? 500 : 200);

    /// <summary>Other points a point needs in the graph: fewer where there are too few points.</summary>
    public int NeighboursFor(int points) => Math.Clamp(Neighbours - 1, 1, Math.Max(1, points - 1));

    /// <summary>Checks all ranges.</summary>
    /// <exception cref="ArgumentException">Naming setting, value and range.</exception>
    public void Validate()
    {
        if (Neighbours < 2)
            throw new ArgumentException($"Neighbours is {Neighbours}; it must be at least 2. Usual values are 5 to 50.", nameof(Neighbours));
        if (!(Spread > 0 && double.IsFinite(Spread)))
            throw new ArgumentException($"Spread is {Spread}; it must be above 0.", nameof(Spread));
        if (!(MinDistance >= 0 && MinDistance < Spread))
            throw new ArgumentException($"MinDistance is {MinDistance}; it must be at least 0 and below the spread, {Spread}.", nameof(MinDistance));
        if (Epochs is < 1)
            throw new ArgumentException($"Epochs is {Epochs}; it must be at least 1.", nameof(Epochs));
        if (NegativeSamples is < 1 or > 7)
            throw new ArgumentException($"NegativeSamples is {NegativeSamples}; it must lie in 1 to 7.", nameof(NegativeSamples));
        if (!(LearningRate > 0 && double.IsFinite(LearningRate)))
            throw new ArgumentException($"LearningRate is {LearningRate}; it must be above 0.", nameof(LearningRate));
    }
}
