namespace AttentionViz.Gateway.Explore.Search;

/// <summary>Stretches of a text in the order they are found, joined where they overlap. Empty ones are left out.</summary>
internal sealed class TextSpans
{
    private readonly List<(int Start, int End)> _spans = [];

    public int Count => _spans.Count;

    public void Clear() => _spans.Clear();

    /// <param name="start">Not before that of the stretch added last.</param>
    public void Add(int start, int end)
    {
        if (end <= start) return;
        if (_spans.Count > 0 && start < _spans[^1].End) _spans[^1] = (_spans[^1].Start, Math.Max(end, _spans[^1].End));
        else _spans.Add((start, end));
    }

    /// <summary>Whether any stretch has something in common with [start, end).</summary>
    public bool Meet(int start, int end)
    {
        if (end <= start) return false;
        var (low, high) = (0, _spans.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_spans[middle].End > start) high = middle;
            else low = middle + 1;
        }

        return low < _spans.Count && _spans[low].Start < end;
    }

    /// <summary>From places among UTF-16 units, as .NET counts, to places among Unicode code points, as the contract does.</summary>
    public void CountInCodePoints(string text)
    {
        var (unit, pairs) = (0, 0);
        int At(int place)
        {
            for (; unit < place; unit++)
            {
                if (char.IsLowSurrogate(text[unit]) && unit > 0 && char.IsHighSurrogate(text[unit - 1])) pairs++;
            }

            return place - pairs;
        }

        for (var i = 0; i < _spans.Count; i++)
        {
            var start = At(_spans[i].Start);
            _spans[i] = (start, At(_spans[i].End));
        }
    }
}
