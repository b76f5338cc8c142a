using AttentionViz.Extractor.Layouts;

namespace AttentionViz.Extractor.Running;

/// <summary>
/// The sessions of one model: the one that gives every layer, and one more for what was asked for last
/// that it does not suit. Jobs that ask for a few early layers do not pay for the rest; a batch by
/// itself gets every core.
/// </summary>
/// <param name="plans">By layer.</param>
/// <param name="open">Opens a session whose outputs are the tensors given, on every core or not.</param>
internal sealed class GraphSessions(Extraction whole, IReadOnlyList<LayerPlan> plans, Func<IEnumerable<string>, bool, OnnxSession> open) : IDisposable
{
    private readonly Lock _gate = new();
    private Shared? _special;

    public Extraction Whole => whole;

    /// <summary>Uses the session that gives just what is asked for.</summary>
    public T Use<T>(RunScope scope, Func<Extraction, T> run)
    {
        int[] layers = [.. scope.Layers ?? Enumerable.Range(0, plans.Count)];
        if (layers.Length == plans.Count && !scope.Spread) return run(whole);
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
                var extraction = new Extraction(open(layers.SelectMany(l => plans[l].Tensors), spread), [.. layers.Select(l => (l, plans[l]))]);
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
    private sealed class Shared(int[] layers, bool spread, Extraction extraction)
    {
        public int[] Layers => layers;

        public bool Spread => spread;

        public Extraction Extraction => extraction;

        public int Uses { get; set; } = 1;
    }
}
