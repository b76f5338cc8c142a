using AttentionViz.Bench.Scale.Running;

namespace AttentionViz.Bench.Scale.Results;

/// <summary>What of the store grows with what: differences between runs that differ in one thing.</summary>
internal sealed class Growth
{
    private readonly RunResult _largerSample;
    private readonly RunResult _fewerHeads;
    private readonly RunResult _small;

    public Growth(IReadOnlyList<RunResult> runs)
    {
        Largest = runs.Last(r => r.Tokens == runs.Max(x => x.Tokens) && r.Workers == runs.Max(x => x.Workers));
        var plain = runs.Where(r => r.Budget == Largest.Budget && r.Heads == Largest.Heads && r.Workers == Largest.Workers).ToList();
        Sizes = [.. plain.GroupBy(r => r.Tokens).OrderBy(g => g.Key).Select(g => g.Last())];
        _small = Sizes[0];
        _largerSample = runs.First(r => r.Budget > Largest.Budget);
        _fewerHeads = runs.First(r => r.Heads < Largest.Heads);
    }

    public RunResult Largest { get; }

    /// <summary>Runs that differ in the corpus only, the smallest first.</summary>
    public IReadOnlyList<RunResult> Sizes { get; }

    /// <summary>Bytes of a key for each token of the corpus, for each drawn token and head, and for each head besides.</summary>
    public (double Token, double Drawn, double Head) Of(string key)
    {
        double Bytes(RunResult run) => run.StoreBytes.GetValueOrDefault(key);
        double Rows(RunResult run) => (double)run.SampledTokens * run.Heads;
        // A larger corpus gives a slightly different sample.
        var drawn = (Bytes(_largerSample) - Bytes(_small)) / (Rows(_largerSample) - Rows(_small));
        var token = (Bytes(Largest) - Bytes(_small) - (drawn * (Rows(Largest) - Rows(_small)))) / (Largest.Tokens - _small.Tokens);
        var head = (Bytes(_small) - Bytes(_fewerHeads) - (drawn * (Rows(_small) - Rows(_fewerHeads)))) / (_small.Heads - _fewerHeads.Heads);
        return (token, drawn, head);
    }
}
