namespace AttentionViz.Extractor.Running;

/// <summary>What of a model is run, and on how much of the processor.</summary>
/// <param name="Layers">Layers wanted, ascending; what only later layers need is not computed. Null = every layer.</param>
/// <param name="Spread">
/// Operators run on every core: for one batch by itself. Else each run has its own thread, so that
/// batches run side by side.
/// </param>
public sealed record RunScope(IReadOnlyList<int>? Layers, bool Spread = false)
{
    public static RunScope Whole { get; } = new(Layers: null);
}
