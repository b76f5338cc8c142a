using AttentionViz.Numerics.Neighbours;
using AttentionViz.Numerics.Threading;
using AttentionViz.Numerics.Tsne;

namespace AttentionViz.Numerics.Placement;

/// <summary>Points and the map that was made of them: what new points are placed among. Nothing in it moves.</summary>
public sealed class ReferenceMap
{
    private const int PointsPerBlock = 16;
    private readonly PointBlocks _points;
    private double _normalization = double.NaN;
    private MapComponents? _components;

    private ReferenceMap(PointBlocks points, float[][] positions)
    {
        _points = points;
        Positions = positions;
    }

    /// <summary>Number of reference points, at least 1.</summary>
    public int Count => _points.Count;

    /// <summary>Coordinates of a point before it was mapped.</summary>
    public int Width => _points.Width;

    /// <summary>Dimensions of the map: 2 or 3.</summary>
    public int Dimensions => Positions.Length;

    /// <summary>[dimension][point, padded] where the reference points stand.</summary>
    internal float[][] Positions { get; }

    /// <summary>[Count x Width] the reference points as they are compared: with <see cref="Metric.Cosine"/>, of unit length.</summary>
    internal float[] Rows => _points.Rows;

    /// <summary>Takes points and their map together.</summary>
    /// <param name="points">[n x width], row-major, finite: the aligned points as the map was made of them.</param>
    /// <param name="width">Width of a point, at least 1.</param>
    /// <param name="metric">Distance of the points, as the map was made with.</param>
    /// <param name="map">[n x dimensions], row-major, finite.</param>
    /// <param name="dimensions">2 or 3.</param>
    /// <exception cref="ArgumentException">There are no points, a shape does not fit or a value is not finite.</exception>
    public static ReferenceMap Create(ReadOnlySpan<float> points, int width, Metric metric, ReadOnlySpan<float> map, int dimensions)
    {
        if (width < 1 || points.Length % width != 0)
            throw new ArgumentException($"{points.Length} values are not a whole number of points of width {width}.", nameof(points));
        Finite.Check(points, width, nameof(points));
        return Create(PointBlocks.Create(points, width, metric), map, dimensions);
    }

    /// <summary>Takes one of several maps of the same points, which are not copied again.</summary>
    /// <param name="points">The aligned points, finite, with the metric that the map was made with.</param>
    /// <param name="map">[n x dimensions], row-major, finite.</param>
    /// <param name="dimensions">2 or 3.</param>
    /// <exception cref="ArgumentException">There are no points, a shape does not fit or a value is not finite.</exception>
    public static ReferenceMap Create(PointBlocks points, ReadOnlySpan<float> map, int dimensions)
    {
        ArgumentNullException.ThrowIfNull(points);
        if (dimensions is not (2 or 3))
            throw new ArgumentException($"Dimensions is {dimensions}; a map has 2 or 3.", nameof(dimensions));
        if (points.Count == 0)
            throw new ArgumentException("There are no reference points; new points can only be placed among others.", nameof(points));
        if (map.Length != points.Count * dimensions)
            throw new ArgumentException($"The map holds {map.Length} values; {points.Count} points in {dimensions} dimensions have {points.Count * dimensions}.", nameof(map));
        Finite.Check(map, dimensions, nameof(map));
        var positions = Coordinates.Positions(dimensions, points.Count);
        for (var i = 0; i < map.Length; i++)
            positions[i % dimensions][i / dimensions] = map[i];
        return new ReferenceMap(points, positions);
    }

    /// <summary>t-SNE's Z of the map: the sum of 1 / (1 + |y_i - y_j|^2) over the ordered pairs of reference points. Found once; threads do not change it.</summary>
    internal double Normalization(int threads, CancellationToken cancellation)
    {
        var known = Volatile.Read(ref _normalization);
        if (!double.IsNaN(known))
            return known;
        known = TsneForces.Repulsion(Count, Dimensions, threads).Compute(Positions, Coordinates.Zeros(Dimensions, Count), cancellation);
        Volatile.Write(ref _normalization, known);
        return known;
    }

    /// <summary>The components that a map of principal components shows. Found once.</summary>
    internal MapComponents Components(CancellationToken cancellation) => _components ??= MapComponents.Of(this, cancellation);

    /// <summary>The k nearest reference points of each new point, nearest first, and their distances.</summary>
    internal NeighbourGraph Neighbours(ReadOnlySpan<float> added, int k, int threads, CancellationToken cancellation)
    {
        var rows = Prepared(added);
        var count = rows.Length / Width;
        var indices = new int[count * k];
        var distances = new float[count * k];
        RowBlocks.For(count, PointsPerBlock, threads, (start, end) =>
        {
            var squares = new float[_points.PaddedCount];
            var nearest = new SmallestK(k);
            for (var i = start; i < end; i++)
            {
                var found = distances.AsSpan(i * k, k);
                _points.SquaredDistances(rows.AsSpan(i * Width, Width), squares);
                nearest.Select(squares, Count, -1, indices.AsSpan(i * k, k), found);
                foreach (ref var distance in found)
                    distance = _points.ToDistance(distance);
            }
        }, cancellation);
        return new NeighbourGraph(count, k, _points.Metric, indices, distances);
    }

    /// <summary>[m x Width] new points as they are compared: with <see cref="Metric.Cosine"/>, of unit length.</summary>
    internal float[] Prepared(ReadOnlySpan<float> added)
    {
        if (added.Length % Width != 0)
            throw new ArgumentException($"{added.Length} values are not a whole number of points of width {Width}, which the reference points have.", nameof(added));
        Finite.Check(added, Width, nameof(added));
        var rows = added.ToArray();
        if (_points.Metric == Metric.Cosine)
            UnitLength.Normalize(rows, Width);
        return rows;
    }
}
