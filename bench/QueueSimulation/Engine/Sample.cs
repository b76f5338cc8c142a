namespace AttentionViz.Bench.QueueSimulation.Engine;

/// <summary>Values seen, in no order.</summary>
internal sealed class Sample
{
    private readonly List<double> _values = [];
    private bool _sorted = true;

    public int Count => _values.Count;

    /// <summary>NaN where nothing was seen; likewise the next.</summary>
    public double Mean => _values.Count == 0 ? double.NaN : _values.Sum() / _values.Count;

    public void Add(double value)
    {
        _values.Add(value);
        _sorted = false;
    }

    /// <param name="share">0..1.</param>
    public double Percentile(double share)
    {
        if (_values.Count == 0) return double.NaN;
        if (!_sorted) _values.Sort();
        _sorted = true;
        return _values[(int)Math.Min(share * _values.Count, _values.Count - 1)];
    }
}
