using AttentionViz.Bench.Scale.Corpora;
using AttentionViz.Bench.Scale.Running;
using AttentionViz.Testing.Servers;

namespace AttentionViz.Bench.Scale.Results;

/// <summary>The runs that belong together: servers and services are new for each, so that nothing is left of another.</summary>
/// <param name="Tokens">Of the largest corpus.</param>
/// <param name="Workers">Of each kind; the first is what the others are held against, the last what the small corpora run with.</param>
internal sealed record Series(long Tokens, int[] Workers, int Budget, int Turns)
{
    private const ulong Seed = 6;

    public async Task<IReadOnlyList<RunResult>> RunAsync(TextWriter progress, CancellationToken stop)
    {
        var results = new List<RunResult>();
        async Task RunAsync(long tokens, int workers, int budget, int layers)
        {
            var corpus = new GeneratedCorpus(Checkout.At("models", Deployment.Model, "tokenizer.json"), tokens, Seed);
            await using var deployment = await Deployment.StartAsync(workers, stop);
            results.Add(await new JobRun(deployment, stop).RunAsync(corpus, workers, budget, layers));
            await progress.WriteLineAsync(FormattableString.Invariant($"{corpus.Tokens} tokens, {workers} workers of each kind, budget {budget}, {results[^1].Heads} heads: {results[^1].Seconds:0.0} s"));
        }

        var most = Workers[^1];
        // What grows with the sample, then with the heads, then with the corpus.
        await RunAsync(Tokens / 10, most, 4 * Budget, 0);
        await RunAsync(Tokens / 10, most, Budget, 1);
        await RunAsync(Tokens / 10, most, Budget, 0);
        await RunAsync(3 * Tokens / 10, most, Budget, 0);
        for (var turn = 0; turn < Turns; turn++)
            // Each begins as often as it ends.
            foreach (var workers in turn % 2 == 0 ? Workers : Workers.Reverse()) await RunAsync(Tokens, workers, Budget, 0);
        return results;
    }
}
