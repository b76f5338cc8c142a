namespace AttentionViz.Extractor.Running;

/// <summary>
/// The sessions of one model: the one that gives every layer, and one more for what was asked for last
/// that it does not suit. Jobs that ask for a few early layers do not pay for the rest; a batch by
/// itself gets every core.
/// </summary>
/// <param name="layerCount">Layers of the whole.</param>
/// <param name="open">Opens what gives just the layers given, ascending, on every core or not.</param>
internal sealed class GraphSessions(IExtraction whole, int layerCount, Func<IReadOnlyList<int>, bool, IExtraction> open) : IDisposable
{
    private readonly Lock _gate = new();
    private Shared? _special;

    public IExtraction Whole => whole;

    /// <summary>Uses the session that gives just what is asked for.</summary>
    public T Use<T>(RunScope scope, Func<IExtraction, T> run)
    {
        int[] layers = [.. scope.Layers ?? Enumerable.Range(0, layerCount)];
        if (layers.Length == layerCount && !scope.Spread) return run(whole);
        var special = Take(layers, scope.Spread);
        try
        {
            return run(special.Extraction);
        }
        finally
        {
            Release(special);
        }
    }

    public void Dispose()
    {
        whole.Dispose();
        if (_special is { } special) Release(special);
    }

    private Shared Take(int[] layers, bool spread)
    {
        lock (_gate)
        {
            if (_special is null || _special.Spread != spread || !_special.Layers.SequenceEqual(layers))
            {
                var extraction = open(layers, spread);
                if (_special is { } old) Release(old);
                _special = new Shared(layers, spread, extraction);
            }

            _special.Uses++;
            return _special;
        }
    }

    private void Release(Shared special)
    {
        lock (_gate)
        {
            if (--special.Uses == 0) special.Extraction.Dispose();
        }
    }

    /// <summary>Counts this object as its first user.</summary>
    private sealed class Shared(int[] layers, bool spread, IExtraction extraction)
    {
        public int[] Layers => layers;

        public bool Spread => spread;

        public IExtraction Extraction => extraction;

        public int Uses { get; set; } = 1;
    }
}
