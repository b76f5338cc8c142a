using AttentionViz.Numerics.Neighbours;
using AttentionViz.Numerics.Randomness;

namespace AttentionViz.Numerics.Fidelity;

/// <summary>
/// Measures how far distance means attention, for one head and then for each of its maps. What the maps share (logits,
/// most attended keys, aligned neighbours) is worked out once.
/// </summary>
public sealed class FidelityMeter
{
    private readonly PointBlocks _aligned;
    private readonly LogitCorrelation _correlation;
    private readonly SequenceRecall _recall;
    private readonly ClusterBootstrap _bootstrap;
    private readonly KeyShuffle _shuffle;
    private readonly Neighbourhoods _neighbourhoods;
    private readonly int _sequences;

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
        options ??= new FidelityOptions();
        _aligned = PointBlocks.Create(alignedPoints, head.Width, metric);
        var raw = PointBlocks.Create([.. head.Queries, .. head.Keys], head.Width, metric);
        _correlation = new LogitCorrelation(head, options.MaxPairs, SplitMix64.Hash(options.Seed, 1));
        _recall = new SequenceRecall(head, options);
        var sequences = _recall.Sequences.Distinct().ToArray();
        _sequences = sequences.Length;
        _bootstrap = new ClusterBootstrap(
            Array.ConvertAll(_recall.Sequences, s => Array.BinarySearch(sequences, s)), _sequences, SequenceRecall.K,
            options.Resamples, SplitMix64.Hash(options.Seed, 2));
        _shuffle = new KeyShuffle(head, _recall, options with { Seed = SplitMix64.Hash(options.Seed, 3) });
        _neighbourhoods = new Neighbourhoods(_aligned, head.QueryCount, head, options, cancellation);
        var ofRaw = _neighbourhoods.In(raw, cancellation);
        var ofAligned = _neighbourhoods.Aligned;
        var random = NeighbourFigures.AtRandom(head.QueryCount, head.KeyCount);
        Head = new HeadFidelity
        {
            CorrelationRaw = _correlation.In(raw),
            CorrelationAligned = _correlation.In(_aligned),
            AttentionRecall3Raw = _recall.In(raw),
            AttentionRecall3Aligned = _recall.In(_aligned),
            AttentionRecall3Random = _recall.Random,
            AttentionRecall10Raw = ofRaw.AttentionRecall10,
            AttentionRecall10Aligned = ofAligned.AttentionRecall10,
            AttentionRecall10Random = random.AttentionRecall10,
            MixingRaw = ofRaw.Mixing,
            MixingAligned = ofAligned.Mixing,
            MixingRandom = random.Mixing,
            KnnRecall10Raw = ofRaw.KnnRecall10,
            KnnRecall10Random = random.KnnRecall10,
            WithinTypeKnnRecallRaw = ofRaw.WithinTypeKnnRecall,
            WithinTypeKnnRecallRandom = random.WithinTypeKnnRecall,
            Trustworthiness12Raw = ofRaw.Trustworthiness12,
            Trustworthiness12Random = random.Trustworthiness12,
        };
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
        var hits = _recall.Hits(map);
        var interval = _bootstrap.Interval(hits);
        var near = _neighbourhoods.In(map, cancellation);
        return new MapFidelity(
            _correlation.In(map),
            SequenceRecall.Mean(hits),
            interval?.Low,
            interval?.High,
            _sequences,
            _shuffle.In(map, cancellation),
            near.Mixing,
            near.AttentionRecall10,
            near.KnnRecall10,
            near.WithinTypeKnnRecall,
            near.Trustworthiness12);
    }
}
