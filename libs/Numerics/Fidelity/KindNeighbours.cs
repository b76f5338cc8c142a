namespace AttentionViz.Numerics.Fidelity;

/// <summary>
/// The nearest points of one point: among queries, among keys, and among both, which is merged from the two. Nearest
/// first, equal distances by index. One instance a thread.
/// </summary>
/// <param name="queries">The first points.</param>
/// <param name="keys">Those after them.</param>
/// <param name="most">Points found of each kind, fewer where there are not so many.</param>
internal sealed class KindNeighbours(int queries, int keys, int most)
{
    private readonly NearestFew _queries = new(most);
    private readonly NearestFew _keys = new(most);
    private readonly int[] _joint = new int[Math.Min(most, queries + keys - 1)];

    /// <summary>Nearest queries.</summary>
    public ReadOnlySpan<int> Queries => _queries.Indices;

    /// <summary>Nearest keys, by place among all points.</summary>
    public ReadOnlySpan<int> Keys => _keys.Indices;

    /// <summary>Nearest points.</summary>
    public ReadOnlySpan<int> Joint => _joint;

    /// <param name="row">Squared distances from the point to all points, then padding.</param>
    /// <param name="point">The point, which is left out.</param>
    public void Find(ReadOnlySpan<float> row, int point)
    {
        _queries.Select(row[..queries], 0, point);
        _keys.Select(row.Slice(queries, keys), queries, point);
        int q = 0, k = 0;
        for (var j = 0; j < _joint.Length; j++)
        {
            var takesQuery = k >= _keys.Count || (q < _queries.Count && _queries.Values[q] <= _keys.Values[k]);
            _joint[j] = takesQuery ? _queries.Indices[q++] : _keys.Indices[k++];
        }
    }
}
