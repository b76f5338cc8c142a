using AttentionViz.Numerics.Neighbours;
using AttentionViz.Numerics.Randomness;

namespace AttentionViz.Numerics.Fidelity;

/// <summary>
/// Measures how far distance means attention, for one head and then for each of its maps. What the maps share (logits,
/// most attended keys, aligned neighbours) is worked out once.
/// </summary>
public sealed class FidelityMeter
{
    private readonly FidelityOptions _options;
    private readonly PointBlocks _aligned;
    private readonly int _queries;
    private readonly LogitCorrelation _correlation;
    private readonly SequenceRecall _sequenceRecall;
    private readonly CorpusRecall _corpusRecall;

    /// <param name="head">The head as the model has it.</param>
    /// <param name="alignedPoints">[queries + keys x width] its aligned joint points: all queries, then all keys.</param>
    /// <param name="metric">Distance in raw and aligned space; maps are always Euclidean.</param>
    /// <exception cref="ArgumentException">The points do not fit the head.</exception>
    public FidelityMeter(
        HeadVectors head, ReadOnlySpan<float> alignedPoints, Metric metric, FidelityOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(head);
        if (alignedPoints.Length != head.Queries.Length + head.Keys.Length)
            throw new ArgumentException($"{alignedPoints.Length} values; the head has {head.QueryCount} + {head.KeyCount} points of width {head.Width}.", nameof(alignedPoints));
        _queries = head.QueryCount;
        _options = options ?? new FidelityOptions();
        _aligned = PointBlocks.Create(alignedPoints, head.Width, metric);
        var raw = PointBlocks.Create([.. head.Queries, .. head.Keys], head.Width, metric);
        _correlation = new LogitCorrelation(head, _options.MaxPairs, SplitMix64.Hash(_options.Seed, 1));
        _sequenceRecall = new SequenceRecall(head, _options);
        _corpusRecall = new CorpusRecall(head, _options, cancellation);
        Head = new HeadFidelity(
            _correlation.In(raw),
            _correlation.In(_aligned),
            _sequenceRecall.In(raw),
            _sequenceRecall.In(_aligned),
            _sequenceRecall.Random,
            _corpusRecall.In(_aligned, cancellation));
    }

    /// <summary>The figures that do not depend on a map.</summary>
    public HeadFidelity Head { get; }

    /// <summary>The figures of one map.</summary>
    /// <param name="points">[queries + keys x dimensions], all queries, then all keys.</param>
    public MapFidelity Measure(ReadOnlySpan<float> points, int dimensions, CancellationToken cancellation = default)
    {
        if (points.Length != _aligned.Count * dimensions)
            throw new ArgumentException($"{points.Length} values; the map has {_aligned.Count} points of {dimensions} dimensions.", nameof(points));
        var map = PointBlocks.Create(points, dimensions, Metric.Euclidean);
        var (knnRecall, trustworthiness) = NeighbourPreservation.Measure(_aligned, map, _options, cancellation);
        return new MapFidelity(
            _correlation.In(map),
            _sequenceRecall.In(map),
            Mixing.In(map, _queries, _options, cancellation),
            _corpusRecall.In(map, cancellation),
            knnRecall,
            trustworthiness);
    }
}
