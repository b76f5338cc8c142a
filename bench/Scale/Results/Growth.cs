using AttentionViz.Bench.Scale.Running;

namespace AttentionViz.Bench.Scale.Results;

/// <summary>What of the store grows with what: differences between runs that differ in one thing.</summary>
internal sealed class Growth
{
    private readonly RunResult _small;

    public Growth(IReadOnlyList<RunResult> runs)
    {
        Largest = runs.Last(r => r.Tokens == runs.Max(x => x.Tokens) && r.Workers == runs.Max(x => x.Workers));
        var plain = runs.Where(r => r.Budget == Largest.Budget && r.Heads == Largest.Heads && r.Workers == Largest.Workers).ToList();
        Sizes = [.. plain.GroupBy(r => r.Tokens).OrderBy(g => g.Key).Select(g => g.Last())];
        _small = Sizes[0];
        LargerSample = runs.First(r => r.Budget > Largest.Budget);
        FewerHeads = runs.First(r => r.Heads < Largest.Heads);
    }

    public RunResult Largest { get; }

    /// <summary>The smallest corpus with more tokens drawn of it.</summary>
    public RunResult LargerSample { get; }

    /// <summary>The smallest corpus with the heads of one layer.</summary>
    public RunResult FewerHeads { get; }

    /// <summary>Runs that differ in the corpus only, the smallest first.</summary>
    public IReadOnlyList<RunResult> Sizes { get; }

    /// <summary>Bytes of a key for each token of the corpus, for each drawn token and head, and for each head besides.</summary>
    public (double Token, double Drawn, double Head) Of(string key)
    {
        double Bytes(RunResult run) => run.StoreBytes.GetValueOrDefault(key);
        double Rows(RunResult run) => (double)run.SampledTokens * run.Heads;
        // A larger corpus gives a slightly different sample.
        var drawn = (Bytes(LargerSample) - Bytes(_small)) / (Rows(LargerSample) - Rows(_small));
        var token = (Bytes(Largest) - Bytes(_small) - (drawn * (Rows(Largest) - Rows(_small)))) / (Largest.Tokens - _small.Tokens);
        var head = (Bytes(_small) - Bytes(FewerHeads) - (drawn * (Rows(_small) - Rows(FewerHeads)))) / (_small.Heads - FewerHeads.Heads);
        return (token, drawn, head);
    }
}
