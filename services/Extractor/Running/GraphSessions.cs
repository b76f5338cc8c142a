namespace AttentionViz.Extractor.Running;

/// <summary>
/// The sessions of one model: the graph that gives every layer, and the one cut down to the layers
/// asked for last. Jobs that ask for a few early layers do not pay for the rest.
/// </summary>
/// <param name="layerCount">Layers of the whole.</param>
/// <param name="open">Opens what gives just the layers given, ascending.</param>
internal sealed class GraphSessions(IExtraction whole, int layerCount, Func<IReadOnlyList<int>, IExtraction> open) : IDisposable
{
    private readonly Lock _gate = new();
    private Shared? _narrow;

    public IExtraction Whole => whole;

    /// <summary>Uses the graph that gives just these layers, ascending; null = all.</summary>
    public T Use<T>(IReadOnlyList<int>? layers, Func<IExtraction, T> run)
    {
        if (layers is null || layers.Count == layerCount) return run(whole);
        var narrow = Take(layers);
        try
        {
            return run(narrow.Extraction);
        }
        finally
        {
            Release(narrow);
        }
    }

    public void Dispose()
    {
        whole.Dispose();
        if (_narrow is { } narrow) Release(narrow);
    }

    private Shared Take(IReadOnlyList<int> layers)
    {
        lock (_gate)
        {
            if (_narrow is null || !_narrow.Layers.SequenceEqual(layers))
            {
                var extraction = open(layers);
                if (_narrow is { } old) Release(old);
                _narrow = new Shared([.. layers], extraction);
            }

            _narrow.Uses++;
            return _narrow;
        }
    }

    private void Release(Shared narrow)
    {
        lock (_gate)
        {
            if (--narrow.Uses == 0) narrow.Extraction.Dispose();
        }
    }

    /// <summary>Counts this object as its first user.</summary>
    private sealed class Shared(int[] layers, IExtraction extraction)
    {
        public int[] Layers => layers;

        public IExtraction Extraction => extraction;

        public int Uses { get; set; } = 1;
    }
}
