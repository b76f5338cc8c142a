namespace AttentionViz.Numerics.Neighbours;

/// <summary>Exact neighbours of one point at a time, by the distances to all others.</summary>
internal sealed class PlainSearch(PointBlocks points, int k)
{
    private readonly float[] _row = new float[points.PaddedCount];
    private readonly SmallestK _nearest = new(k);

    /// <summary>Writes k neighbours, nearest first, equal distances by index, and their squared distances.</summary>
    public void Find(int point, Span<int> indices, Span<float> squares)
    {
        points.SquaredDistances(point, _row);
        _nearest.Select(_row, points.Count, point, indices, squares);
    }
}
