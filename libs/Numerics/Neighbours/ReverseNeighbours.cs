namespace AttentionViz.Numerics.Neighbours;

/// <summary>
/// Of every point, those that have it in their lists: at most as many as a limit, those that rank it nearest. The limit
/// keeps hubs, which stand in thousands of lists, from costing their square.
/// </summary>
internal sealed class ReverseNeighbours
{
    private readonly int[] _slots;
    private readonly int[] _counts;
    private readonly int _limit;

    public ReverseNeighbours(NeighbourLists lists, int limit)
    {
        _limit = limit;
        _slots = new int[lists.Count * limit];
        _counts = new int[lists.Count];
        for (var rank = 0; rank < lists.Size; rank++)
        {
            for (var i = 0; i < lists.Count; i++)
            {
                var entry = (i * lists.Size) + rank;
                var j = lists.Indices[entry];
                if (j >= 0 && _counts[j] < limit)
                    _slots[(j * limit) + _counts[j]++] = lists.IsNew[entry] ? ~i : i;
            }
        }
    }

    /// <summary>The points that have <paramref name="point"/> in their lists; inverted (~) where it is new there.</summary>
    public ReadOnlySpan<int> Of(int point) => _slots.AsSpan(point * _limit, _counts[point]);
}
