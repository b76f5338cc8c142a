using AttentionViz.Bench.Scale.Results;
using AttentionViz.Bench.Scale.Running;

namespace AttentionViz.Bench.Scale.Estimates;

/// <summary>What units cost, taken from runs of this benchmark; what depends on the model is taken out by the layout of the keys.</summary>
internal sealed class UnitCosts
{
    /// <summary>Width of the heads that were measured.</summary>
    private const int Width = 32;

    // What has an entry for every shard, drawn or not.
    private static readonly string[] OfShards = ["plan", "tokens", "unit-progress", "events"];

    private readonly Growth _growth;

    public UnitCosts(IReadOnlyList<RunResult> runs)
    {
        _growth = new Growth(runs);
        var (most, fewer, small) = (_growth.Largest, _growth.FewerHeads, _growth.Sizes[0]);
        var layers = (double)most.Heads / fewer.Heads;
        double PerShard(RunResult run, Func<StageFigures, double> figure) => figure(run.Of("extract")) / run.Shards;
        // A run over one layer tells what a layer adds, and what a shard takes besides.
        (double Base, double Layer) Split(Func<StageFigures, double> figure)
        {
            var layer = (PerShard(small, figure) - PerShard(fewer, figure)) / (layers - 1);
            return (Math.Max(0, PerShard(fewer, figure) - layer), layer);
        }

        ShardCommands = Split(s => s.Store.Commands);
        ShardSeconds = Split(Redis);
        HeadCommands = most.Of("project").Store.Commands / (double)most.Heads;
        HeadSeconds = Redis(most.Of("project")) / most.Heads;
        PlanCommands = most.Of("plan").Store.Commands / (double)most.Shards;
        PlanTokensPerSecond = most.Tokens / most.Of("plan").WorkerSeconds;
    }

    /// <summary>Tokens that one core plans in a second.</summary>
    public double PlanTokensPerSecond { get; }

    /// <summary>Commands of a shard: whatever the model, and for each layer. Likewise processor time of Redis.</summary>
    public (double Base, double Layer) ShardCommands { get; }

    public (double Base, double Layer) ShardSeconds { get; }

    public double HeadCommands { get; }

    public double HeadSeconds { get; }

    public double PlanCommands { get; }

    /// <summary>Bytes of the corpus' text in the store for each token.</summary>
    public double CorpusBytes => _growth.Of("shards").Token;

    /// <summary>Bytes in the store for each shard of the corpus, besides the text.</summary>
    public double ShardBytes => OfShards.Sum(k => _growth.Of(k).Token) * _growth.Largest.ShardTokens.Mean;

    /// <summary>Of these the plan, which every head reads.</summary>
    public double PlanBytes => _growth.Of("plan").Token * _growth.Largest.ShardTokens.Mean;

    /// <summary>Bytes of a drawn token and head beside queries and keys: norms, maps and a head's share of the token's row.</summary>
    public double DrawnBytes => _growth.Largest.StoreBytes.Keys.Sum(k => _growth.Of(k).Drawn) - (4 * Width);

    /// <summary>Bytes of a head, whatever its sample, without its statistics.</summary>
    public double HeadBytes => _growth.Largest.StoreBytes.Keys.Where(k => k != "statistics").Sum(k => _growth.Of(k).Head);

    /// <summary>Seconds of one core for a head of a token budget: a power of it, by two that were measured.</summary>
    public double ProjectionSeconds(int budget)
    {
        var (small, large) = (_growth.Sizes[0], _growth.LargerSample);
        static double Seconds(RunResult run) => run.Of("project").WorkerSeconds / run.Heads;
        var power = Math.Log(Seconds(large) / Seconds(small)) / Math.Log((double)large.SampledTokens / small.SampledTokens);
        return Seconds(small) * Math.Pow((double)budget / small.SampledTokens, power);
    }

    private static double Redis(StageFigures stage) => stage.CpuSeconds["redis"];
}
