using AttentionViz.Pipeline.Store;
using AttentionViz.Testing;
using AttentionViz.V1;

namespace AttentionViz.Faults.Tests;

/// <summary>Workers that are asked to stop.</summary>
public sealed class StopTests(SharedDeployment shared) : FaultTest(shared)
{
    [Theory]
    [InlineData(Stage.Extracting)]
    [InlineData(Stage.Projecting)]
    public async Task Worker_AskedToStopAtAUnit_EndsTheUnitAndGivesTheRestBack(Stage stage)
    {
        var (deployment, undisturbed) = await ReadyAsync();
        await using var redis = await deployment.ConnectAsync();
        await using var run = await JobRun.StartAsync(deployment);
        var (alone, other) = (deployment.WorkersOf(stage)[0].Process, deployment.WorkersOf(stage)[1].Process);
        await other.KillAsync();
        async Task<bool> AtUnitAsync() => await redis.GetDatabase().SetLengthAsync(Keys.BegunUnits(run.Id)) > 0;
        for (var held = false; !held;)
        {
            // It must run until it is at a unit: held again and again between two units it would never get to one.
            await Eventually.HoldsAsync(AtUnitAsync, "the worker is at a unit", Deployment.Patience, deployment.Logs, Stop);
            using (await deployment.HoldAsync(run, stage))
            {
                held = await AtUnitAsync();
                // The signal waits with the process.
                if (held) alone.Terminate();
            }
        }

        Assert.Equal(0, await alone.ExitAsync(Stop));

        // Whatever was begun is done; nobody works now, so nothing may be begun.
        Assert.Empty(await redis.GetDatabase().SetMembersAsync(Keys.BegunUnits(run.Id)));
        Assert.Null(run.Watcher.End);
        await alone.StartAsync();
        await run.EndsLikeAsync(undisturbed);
    }
}
