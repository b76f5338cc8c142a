using AttentionViz.Numerics.Embedding;
using AttentionViz.Numerics.Guided;
using AttentionViz.Numerics.Linear;
using AttentionViz.Numerics.Neighbours;
using AttentionViz.Numerics.Randomness;

namespace AttentionViz.Numerics.Umap;

/// <summary>UMAP: fuzzy graph, spectral start, then stochastic gradient descent. Deterministic for a seed at any number of threads.</summary>
public static class UmapEmbedding
{
    private const double StartExtent = 10;
    private const double StartNoise = 1e-4;

    /// <summary>Reduces points to 2 or 3 dimensions.</summary>
    /// <param name="graph">Neighbours of the points; at least <see cref="UmapOptions.NeighboursFor"/> each.</param>
    /// <param name="components">[n x dimensions] first principal components: the start where the graph falls into parts, or the layout that <see cref="UmapOptions.KeepsStart"/> speaks of.</param>
    /// <param name="dimensions">2 or 3.</param>
    /// <param name="options">Settings; null = defaults. Where there are fewer points than a neighbourhood, it is all of them.</param>
    /// <param name="seed">Seed of start and negative samples.</param>
    /// <param name="threads">Threads, at least 1; they change the time only.</param>
    /// <param name="progress">Told the share of the epochs done, in [0, 1].</param>
    /// <param name="cancellation">Checked within every epoch.</param>
    /// <returns>
    /// The map. 3 points or fewer come back as their principal components, equal points all at the origin, each with its
    /// <see cref="StopReason"/>.
    /// </returns>
    /// <exception cref="ArgumentException">A setting is out of range or the graph has too few neighbours.</exception>
    public static EmbeddingResult Run(
        NeighbourGraph graph,
        ReadOnlySpan<float> components,
        int dimensions,
        UmapOptions? options = null,
        ulong seed = 0,
        int threads = 1,
        Action<double>? progress = null,
        CancellationToken cancellation = default) =>
        Run(graph, components, dimensions, null, options, seed, threads, progress, cancellation);

    /// <summary>The same for the points of a head, guided by its attention; the objective is that of <see cref="AttentionGuide"/>.</summary>
    /// <param name="guide">Null = no guide.</param>
    public static EmbeddingResult Run(
        NeighbourGraph graph,
        ReadOnlySpan<float> components,
        int dimensions,
        AttentionGuide? guide,
        UmapOptions? options = null,
        ulong seed = 0,
        int threads = 1,
        Action<double>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        guide?.CheckFits(graph.Count);
        options ??= new UmapOptions();
        options.Validate();
        EmbeddingStart.Check(graph.Count, components, dimensions, threads);
        if (EmbeddingStart.Trivial(graph.Count, components, dimensions) is { } trivial)
            return trivial;
        var k = options.NeighboursFor(graph.Count);
        if (graph.K < k)
            throw new ArgumentException($"The graph has {graph.K} neighbours a point; {options.Neighbours} neighbours need {k}.", nameof(graph));

        var strengths = FuzzyGraph.Build(graph, k);
        var epochs = options.EpochsFor(graph.Count);
        var curve = DistanceCurve.Fit(options.MinDistance, options.Spread);
        var geometry = guide is null ? options : options with { LearningRate = options.LearningRate * (1 - guide.Weight) };
        var layout = new UmapLayout(strengths, curve, geometry, epochs, dimensions, seed, threads);
        var guided = guide is null ? null : new GuidedUmap(guide, strengths, curve, dimensions, threads);
        layout.Place(options.KeepsStart
            ? EmbeddingStart.Scaled(components, 1, StartNoise, SplitMix64.Hash(seed, 2))
            : Start(strengths, components, dimensions, seed, threads, cancellation));
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            layout.RunEpoch(epoch, cancellation);
            guided?.Move(layout, options.LearningRate * (1 - ((double)epoch / epochs)), cancellation);
            if (epoch % 10 == 0)
                progress?.Invoke((double)epoch / epochs);
        }

        progress?.Invoke(1);
        var points = layout.CentredPoints();
        var entropy = CrossEntropy.PerDraw(strengths, points, dimensions, curve, options.NegativeSamples, seed);
        return new EmbeddingResult(points, dimensions, epochs, guided?.Objective(entropy, points, cancellation) ?? entropy, StopReason.MaxIterations);
    }

    private static float[] Start(SymmetricSparse strengths, ReadOnlySpan<float> components, int dimensions, ulong seed, int threads, CancellationToken cancellation)
    {
        ReadOnlySpan<float> start = SpectralLayout.TryFind(strengths, components, dimensions, SplitMix64.Hash(seed, 1), threads, cancellation) ?? components;
        double largest = 0;
        foreach (var value in start)
            largest = Math.Max(largest, Math.Abs(value));
        return EmbeddingStart.Scaled(start, StartExtent / largest, StartNoise, SplitMix64.Hash(seed, 2));
    }
}
