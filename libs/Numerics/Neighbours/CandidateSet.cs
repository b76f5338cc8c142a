namespace AttentionViz.Numerics.Neighbours;

/// <summary>Points to be compared with one point, each once. A stamp for every point tells which are in without clearing.</summary>
internal sealed class CandidateSet(int count)
{
    private readonly int[] _stamps = new int[count];
    private int[] _items = new int[256];
    private int _stamp;
    private int _length;

    public ReadOnlySpan<int> Items => _items.AsSpan(0, _length);

    /// <summary>Begins anew.</summary>
    public void Begin()
    {
        _length = 0;
        if (++_stamp == int.MaxValue)
        {
            Array.Clear(_stamps);
            _stamp = 1;
        }
    }

    /// <summary>Keeps a point from being added.</summary>
    public void Exclude(int point) => _stamps[point] = _stamp;

    /// <summary>Adds a point unless it is in or excluded.</summary>
    public void Add(int point)
    {
        if (_stamps[point] == _stamp)
            return;
        _stamps[point] = _stamp;
        if (_length == _items.Length)
            Array.Resize(ref _items, 2 * _length);
        _items[_length++] = point;
    }
}
