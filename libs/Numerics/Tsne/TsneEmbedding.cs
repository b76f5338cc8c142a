using AttentionViz.Numerics.Embedding;
using AttentionViz.Numerics.Guided;
using AttentionViz.Numerics.Neighbours;

namespace AttentionViz.Numerics.Tsne;

/// <summary>
/// t-SNE. Up to 2,500 points repulsion is exact over all pairs, O(n^2) an iteration; larger maps take it from a mesh, near
/// n log n, with an error of some 1e-3 (<see cref="MeshRepulsion"/>, <see cref="SpaceMeshRepulsion"/>). Starts from the principal
/// components (Kobak, Berens: The art of using t-SNE, 2019). Attraction works on blocks of neighbours sorted along a Hilbert
/// curve (<see cref="EdgeBlocks"/>). For a seed it gives the same bits at any number of threads, on
/// processors of one kind: where AVX-512 is missing another reciprocal is used, and results differ by rounding.
/// Memory at most, for n points and perplexity 30: about 3 KB a point while affinities are made symmetric, 2 KB thereafter.
/// </summary>
public static class TsneEmbedding
{
    private const double StartDeviation = 1e-4;
    private const int CheckEvery = 50;
    private const double ExaggerationMomentum = 0.8;
    private const double Momentum = 0.9;

    // Neighbours gather fast at first, then ever slower: they are sorted anew at iterations 25, 100 and 400.
    private const int FirstArrangement = 25;

    /// <summary>Reduces points to 2 or 3 dimensions.</summary>
    /// <param name="graph">Neighbours of the points; at least 3 * perplexity each.</param>
    /// <param name="components">[n x dimensions] first principal components of the points, or the layout that <see cref="TsneOptions.KeepsStart"/> speaks of.</param>
    /// <param name="dimensions">2 or 3.</param>
    /// <param name="options">Settings; null = defaults.</param>
    /// <param name="seed">Seed of the noise on the start, a hundredth of its width.</param>
    /// <param name="threads">Threads, at least 1; they change the time only.</param>
    /// <param name="progress">Told the share of the iterations done, in [0, 1].</param>
    /// <param name="cancellation">Checked within every iteration.</param>
    /// <returns>
    /// The map. 3 points or fewer come back as their principal components, equal points all at the origin, each with its
    /// <see cref="StopReason"/>.
    /// </returns>
    /// <exception cref="ArgumentException">A setting is out of range or the graph has too few neighbours.</exception>
    public static EmbeddingResult Run(
        NeighbourGraph graph,
        ReadOnlySpan<float> components,
        int dimensions,
        TsneOptions? options = null,
        ulong seed = 0,
        int threads = 1,
        Action<double>? progress = null,
        CancellationToken cancellation = default) =>
        Run(graph, components, dimensions, options, seed, threads, null, null, progress, cancellation);

    /// <summary>The same for the points of a head, guided by its attention; the objective is that of <see cref="AttentionGuide"/>.</summary>
    /// <param name="guide">Null = no guide.</param>
    public static EmbeddingResult Run(
        NeighbourGraph graph,
        ReadOnlySpan<float> components,
        int dimensions,
        AttentionGuide? guide,
        TsneOptions? options = null,
        ulong seed = 0,
        int threads = 1,
        Action<double>? progress = null,
        CancellationToken cancellation = default) =>
        Run(graph, components, dimensions, options, seed, threads, null, guide, progress, cancellation);

    /// <summary>The same with another engine for the repulsion between so many points; null = the fastest.</summary>
    internal static EmbeddingResult Run(
        NeighbourGraph graph,
        ReadOnlySpan<float> components,
        int dimensions,
        TsneOptions? options,
        ulong seed,
        int threads,
        Func<int, IRepulsion>? repulsion,
        AttentionGuide? guide = null,
        Action<double>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        guide?.CheckFits(graph.Count);
        options ??= new TsneOptions();
        options.Validate();
        EmbeddingStart.Check(graph.Count, components, dimensions, threads);
        var perplexity = options.PerplexityFor(graph.Count);
        if (EmbeddingStart.Trivial(graph.Count, components, dimensions) is { } trivial)
            return trivial;

        var k = options.NeighboursFor(graph.Count);
        if (graph.K < k)
            throw new ArgumentException($"The graph has {graph.K} neighbours a point; perplexity {perplexity} needs {k}.", nameof(graph));
        var affinities = PerplexityAffinities.Symmetric(graph, k, perplexity, threads, cancellation);
        var engine = repulsion?.Invoke(affinities.Count) ?? TsneForces.Repulsion(affinities.Count, dimensions, threads);
        var forces = new TsneForces(affinities, dimensions, threads, engine);
        var guided = guide is null ? null : new GuidedTsne(forces, guide, threads);
        Start(forces, components, options.KeepsStart, seed);
        var (iterations, reason) = Descend(forces, guided, options, progress, cancellation);
        forces.Compute(1, cancellation);
        guided?.Blend(1, cancellation);
        progress?.Invoke(1);
        return new EmbeddingResult(Points(forces), dimensions, iterations, Objective(forces, guided, cancellation), reason);
    }

    private static void Start(TsneForces forces, ReadOnlySpan<float> components, bool keepsScale, ulong seed)
    {
        // The first component sets the scale; the others keep their proportion to it.
        double square = 0;
        for (var i = 0; i < forces.Count; i++)
            square += (double)components[i * forces.Dimensions] * components[i * forces.Dimensions];
        var factor = keepsScale ? 1 : StartDeviation / Math.Sqrt(square / forces.Count);
        var start = EmbeddingStart.Scaled(components, double.IsFinite(factor) ? factor : 0, StartDeviation / 100, seed);
        for (var i = 0; i < start.Length; i++)
            forces.Positions[i % forces.Dimensions][i / forces.Dimensions] = start[i];
    }

    private static (int Iterations, StopReason Reason) Descend(
        TsneForces forces, GuidedTsne? guided, TsneOptions options, Action<double>? progress, CancellationToken cancellation)
    {
        var descent = new TsneDescent(forces);
        var last = options.ExaggerationIterations + options.MaxIterations;
        var divergence = double.PositiveInfinity;
        var nextArrangement = FirstArrangement;
        for (var iteration = 0; iteration < last; iteration++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (iteration == nextArrangement)
            {
                forces.Arrange();
                nextArrangement *= 4;
            }

            var early = iteration < options.ExaggerationIterations;
            var exaggeration = early ? options.Exaggeration : 1;
            forces.Compute(exaggeration, cancellation);
            guided?.Blend(exaggeration, cancellation);
            var later = iteration - options.ExaggerationIterations;
            if (later >= CheckEvery && later % CheckEvery == 0)
            {
                var now = Objective(forces, guided, cancellation);
                if (divergence - now < options.Tolerance * Math.Abs(now))
                    return (iteration, StopReason.Converged);
                divergence = now;
            }

            if (early)
                descent.Step(options.LearningRate ?? forces.Count / exaggeration, ExaggerationMomentum);
            else
                descent.Step(options.LearningRate ?? forces.Count / 2.0, Momentum);
            if (iteration % 10 == 0)
                progress?.Invoke((double)iteration / last);
        }

        return (last, StopReason.MaxIterations);
    }

    private static double Objective(TsneForces forces, GuidedTsne? guided, CancellationToken cancellation) =>
        guided?.Objective(forces.Divergence(cancellation)) ?? forces.Divergence(cancellation);

    private static float[] Points(TsneForces forces)
    {
        var points = new float[forces.Count * forces.Dimensions];
        for (var i = 0; i < points.Length; i++)
            points[i] = forces.Positions[i % forces.Dimensions][i / forces.Dimensions];
        return points;
    }
}
