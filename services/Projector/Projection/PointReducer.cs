using AttentionViz.Numerics.Embedding;
using AttentionViz.Numerics.Guided;
using AttentionViz.Numerics.Neighbours;
using AttentionViz.Numerics.Pca;
using AttentionViz.Numerics.Randomness;
using AttentionViz.Numerics.Tsne;
using AttentionViz.Numerics.Umap;

namespace AttentionViz.Projector.Projection;

/// <summary>Makes the maps of one set of points; their components and neighbours are found once, for all maps.</summary>
internal sealed class PointReducer
{
    private readonly ProjectionOptions _options;
    private readonly StageRunner _stages;
    private readonly PrincipalComponents _components;
    private readonly NeighbourGraph? _neighbours;

    public PointReducer(float[] points, int width, IReadOnlyList<MapSpec> maps, ProjectionOptions options, StageRunner stages)
    {
        _options = options;
        _stages = stages;
        var dimensions = maps.Count == 0 ? 2 : maps.Max(m => m.Dimensions);
        _components = stages.Run("components", _ => PrincipalComponents.Fit(Prepared(points, width), width, dimensions, stages.Cancellation));
        var k = NeighboursNeeded(points.Length / width, maps);
        if (k > 0)
            _neighbours = stages.Run("neighbours", _ => NearestNeighbours.Find(points, width, k, options.Metric, options.Threads, stages.Cancellation));
    }

    /// <param name="attended">What guided maps are drawn towards; may be null where none is made.</param>
    public ReducedMap Reduce(MapSpec spec, AttendedKeys? attended)
    {
        var components = _components.FirstComponents(spec.Dimensions);
        var earlier = EarlierMap.Of(_options, spec, components);
        if (spec.Method == MapMethod.Pca)
        {
            return _stages.Run(spec.Name, _ => new ReducedMap(
                spec, earlier?.LaidOver(components) ?? components, 0, null, StopReason.ClosedForm, _components.ExplainedVarianceRatio[..spec.Dimensions], earlier is not null));
        }

        var seed = SplitMix64.Hash(_options.Seed, (ulong)((10 * (int)spec.Method) + spec.Dimensions));
        var guide = spec.IsGuided ? new AttentionGuide(attended!, spec.AttentionWeight) : null;
        var start = earlier?.Points ?? components;
        var options = earlier is null ? _options : EarlierMap.Continuing(_options);
        var result = _stages.Run(spec.Name, report => spec.Method == MapMethod.Tsne
            ? TsneEmbedding.Run(_neighbours!, start, spec.Dimensions, guide, options.Tsne, seed, _options.Threads, report, _stages.Cancellation)
            : UmapEmbedding.Run(_neighbours!, start, spec.Dimensions, guide, options.Umap, seed, _options.Threads, report, _stages.Cancellation));
        return new ReducedMap(
            spec, earlier?.LaidOver(result.Points) ?? result.Points, result.Iterations, result.Objective, result.StopReason, null, earlier is not null);
    }

    /// <summary>Largest neighbourhood that any map needs; settings that do not fit the number of points are refused here, before any work.</summary>
    private int NeighboursNeeded(int count, IReadOnlyList<MapSpec> maps) => maps
        .Select(map => map.Method switch
        {
            MapMethod.Tsne => _options.Tsne.NeighboursFor(count),
            MapMethod.Umap => _options.Umap.NeighboursFor(count),
            _ => 0,
        })
        .DefaultIfEmpty(0)
        .Max();

    private float[] Prepared(float[] points, int width)
    {
        if (_options.Metric != Metric.Cosine)
            return points;
        var unit = (float[])points.Clone();
        UnitLength.Normalize(unit, width);
        return unit;
    }
}
