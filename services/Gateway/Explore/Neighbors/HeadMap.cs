using AttentionViz.Gateway.Atlases;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.V1;

namespace AttentionViz.Gateway.Explore.Neighbors;

/// <summary>Distances in one map between the origin and all points of the other kind.</summary>
internal sealed class HeadMap
{
    private readonly float[] _points;
    private readonly int _dimensions;
    private readonly int _own;
    private readonly int _firstOther;

    /// <param name="points">[points x dimensions]: queries, then keys.</param>
    private HeadMap(float[] points, int dimensions, Origin origin)
    {
        var queries = (int)origin.Job.RowsOf(origin.Layer.QuerySide);
        (_points, _dimensions) = (points, dimensions);
        (_own, _firstOther) = origin.FromQuery ? (origin.Point, queries) : (queries + origin.Point, 0);
    }

    public static async Task<HeadMap> ReadAsync(HeadStore heads, Origin origin, MapSpec map)
    {
        var count = (int)(origin.Job.RowsOf(origin.Layer.QuerySide) + origin.Job.RowsOf(origin.Layer.KeySide));
        var points = await heads.ReadMapAsync(origin.Job.JobId, origin.Layer.Layer, origin.Head, map, count);
        return new HeadMap(points ?? throw AtlasAccess.Gone(origin.Job.JobId), map.Dimensions, origin);
    }

    /// <summary>Euclidean, in the map's own units.</summary>
    public double DistanceTo(int other)
    {
        var a = _points.AsSpan(_own * _dimensions, _dimensions);
        var b = _points.AsSpan((_firstOther + other) * _dimensions, _dimensions);
        var sum = 0.0;
        for (var d = 0; d < _dimensions; d++) sum += ((double)a[d] - b[d]) * ((double)a[d] - b[d]);
        return Math.Sqrt(sum);
    }

    /// <summary>The nearest of the points, by number of the point; scores are distances with their signs turned.</summary>
    public BestPoints Nearest(int points, int count, (int Start, int End) besides)
    {
        var best = new BestPoints(count);
        for (var other = 0; other < points; other++)
            if (other < besides.Start || other >= besides.End) best.Add(other, -DistanceTo(other));
        return best;
    }
}
