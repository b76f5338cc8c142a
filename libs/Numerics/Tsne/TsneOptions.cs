namespace AttentionViz.Numerics.Tsne;

/// <summary>Settings of t-SNE (van der Maaten, Hinton: Visualizing Data using t-SNE, 2008), with the defaults of the field.</summary>
public sealed record TsneOptions
{
    /// <summary>Perplexity taken when <see cref="Perplexity"/> is null and the points allow it.</summary>
    public const double DefaultPerplexity = 30;

    /// <summary>
    /// Effective number of neighbours of a point, at least 2, with 3 * perplexity below the number of points.
    /// Null = 30, or (n - 1) / 3 where there are fewer than 92 points.
    /// </summary>
    public double? Perplexity { get; init; }

    /// <summary>
    /// Factor on the attraction at first, so that clusters can pass through one another. At least 1. Divergences end lower with 8
    /// than with the customary 12 (measured on queries and keys, 1,000 to 10,000 points), elsewhere the same.
    /// </summary>
    public double Exaggeration { get; init; } = 8;

    /// <summary>
    /// Iterations with exaggeration, momentum 0.8. At least 0. 100 of them bring the map as far as the customary 250 with momentum
    /// 0.5 (measured on 1,000 to 10,000 points).
    /// </summary>
    public int ExaggerationIterations { get; init; } = 100;

    /// <summary>Most iterations after exaggeration, momentum 0.9. At least 0.</summary>
    public int MaxIterations { get; init; } = 500;

    /// <summary>
    /// Learning rate; null = n / exaggeration (Linderman, Steinerberger 2019; Belkina et al. 2019) with exaggeration and n / 2
    /// after it, for the gradient without its customary factor 4: with momentum 0.9 and half the rate, steps add up to as much as
    /// with the customary 0.8 and the whole. Above 0.
    /// </summary>
    public double? LearningRate { get; init; }

    /// <summary>
    /// Stop when 50 iterations lower the divergence by less than this share of it. 0 = never stop early. At least 0. The default
    /// ends on average no higher than exaggeration 12, momenta 0.5 and 0.8 and 750 iterations (measured on 1,000 to 10,000 points).
    /// </summary>
    public double Tolerance { get; init; } = 5e-3;

    /// <summary>
    /// Take the start as it is, at its own scale: an earlier map of the same points. Else it is shrunk to a deviation of 1e-4, which
    /// leaves nothing of the arrangement but its largest features.
    /// </summary>
    public bool KeepsStart { get; init; }

    /// <summary>The perplexity to use for <paramref name="points"/> points.</summary>
    /// <exception cref="ArgumentException">The perplexity asked for does not fit the number of points.</exception>
    public double PerplexityFor(int points)
    {
        if (Perplexity is not { } perplexity)
            return Math.Min(DefaultPerplexity, (points - 1) / 3.0);
        if (!(perplexity >= 2))
            throw InvalidPerplexity($"Perplexity is {perplexity}; it must be at least 2. Usual values are 5 to 50.", nameof(Perplexity));
        if (!(3 * perplexity < points))
        {
            throw InvalidPerplexity(
                $"Perplexity is {perplexity} with {points} points; three times the perplexity must be below the number of points. "
                + (points > 6
                    ? $"Lower it below {points / 3.0:0.##}, leave it unset, or sample more points."
                    : "Leave it unset, or sample more points."),
                nameof(Perplexity));
        }

        return perplexity;
    }

    /// <summary>Neighbours a point needs in the graph: 3 * perplexity.</summary>
    public int NeighboursFor(int points) => Math.Clamp((int)Math.Floor(3 * PerplexityFor(points)), 1, Math.Max(1, points - 1));

    /// <summary>Checks all ranges but the perplexity, which depends on the number of points.</summary>
    /// <exception cref="ArgumentException">Naming setting, value and range.</exception>
    public void Validate()
    {
        if (!(Exaggeration >= 1 && double.IsFinite(Exaggeration)))
            throw new ArgumentException($"Exaggeration is {Exaggeration}; it must be at least 1.", nameof(Exaggeration));
        if (ExaggerationIterations < 0)
            throw new ArgumentException($"ExaggerationIterations is {ExaggerationIterations}; it must not be negative.", nameof(ExaggerationIterations));
        if (MaxIterations < 0)
            throw new ArgumentException($"MaxIterations is {MaxIterations}; it must not be negative.", nameof(MaxIterations));
        if (LearningRate is { } rate && !(rate > 0 && double.IsFinite(rate)))
            throw new ArgumentException($"LearningRate is {rate}; it must be above 0.", nameof(LearningRate));
        if (!(Tolerance >= 0))
            throw new ArgumentException($"Tolerance is {Tolerance}; it must not be negative.", nameof(Tolerance));
    }

    private static ArgumentException InvalidPerplexity(string message, string setting) => new(message, setting);
}
