using System.Globalization;
using AttentionViz.V1;

namespace AttentionViz.Faults.Tests;

/// <summary>Kills of everything in random order, at random moments of one job.</summary>
public sealed class RandomKillTests(SharedDeployment shared) : FaultTest(shared)
{
    private const int DefaultSeed = 6;

    // No unit can lose its worker more often than the bus delivers a message: three kills at most touch each kind of worker.
    private static readonly Victim[] Victims =
        [Victim.Extractor, Victim.Extractor, Victim.Projector, Victim.Projector, Victim.Gateway, Victim.RabbitMq, Victim.Redis, Victim.Redis];

    [Fact]
    public async Task Everything_KilledInRandomOrder_JobEndsAsUndisturbed()
    {
        var (deployment, undisturbed) = await ReadyAsync();
        var given = Environment.GetEnvironmentVariable("ATTENTIONVIZ_FAULT_SEED");
        var seed = string.IsNullOrEmpty(given) ? DefaultSeed : int.Parse(given, CultureInfo.InvariantCulture);
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}; ATTENTIONVIZ_FAULT_SEED sets another");
        var random = new Random(seed);
        var victims = Victims.ToArray();
        random.Shuffle(victims);
        // Half of them while shards are extracted, half while heads are projected.
        var moments = victims.Select((_, i) => i < victims.Length / 2
            ? (Stage.Extracting, At: random.NextDouble() * 0.6) : (Stage.Projecting, At: Math.Floor(random.NextDouble() * Sample.Heads * 0.6)))
            .OrderBy(m => m.Item1).ThenBy(m => m.At).ToList();
        await using var run = await JobRun.StartAsync(deployment);

        foreach (var (victim, (stage, at)) in victims.Zip(moments))
        {
            await (stage == Stage.Extracting ? run.ExtractingAsync(at) : run.ProjectingAsync((int)at));
            TestContext.Current.TestOutputHelper?.WriteLine($"kills {victim} when {at:0.##} of {stage} is done");
            await deployment.KillAsync(victim);
            await deployment.RestartAsync(victim);
        }

        await run.EndsLikeAsync(undisturbed);
    }
}
