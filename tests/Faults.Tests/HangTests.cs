using AttentionViz.V1;

namespace AttentionViz.Faults.Tests;

/// <summary>A worker that hangs at a unit, and comes back when another has done it.</summary>
public sealed class HangTests(SharedDeployment shared) : FaultTest(shared)
{
    [Theory]
    [InlineData(Stage.Extracting)]
    [InlineData(Stage.Projecting)]
    public async Task Worker_HangingAtAUnit_IsReplacedAndChangesNothingWhenItGoesOn(Stage stage)
    {
        var (deployment, undisturbed) = await ReadyAsync();
        await using var run = await JobRun.StartAsync(deployment);
        var hanging = deployment.WorkersOf(stage)[0].Process;
        var held = await deployment.HoldAsync(run, stage);
        held.Release(deployment.WorkersOf(stage)[1]);

        var end = await run.Watcher.EndAsync(deployment.Logs, Stop);
        Assert.Equal(JobState.Succeeded, end.State);
        hanging.Continue();
        // It ends what it was at, then itself: whatever it still had to write is written.
        Assert.Equal(0, await hanging.TerminateAsync(Stop));

        await run.EndsLikeAsync(undisturbed);
    }

    [Fact]
    public async Task Worker_HangingWhileItsUnitIsDoneAgain_ChangesNothingWhenItGoesOnAmidstTheJob()
    {
        var (deployment, undisturbed) = await ReadyAsync();
        await using var run = await JobRun.StartAsync(deployment);
        var (hanging, other) = (deployment.Projectors[0].Process, deployment.Projectors[1]);
        var held = await deployment.HoldAsync(run, Stage.Projecting);
        held.Release(other);

        // The other gets on until only the units of the one that hangs are left, and does some of those.
        await run.ProjectingAsync(Sample.Heads - 1);
        hanging.Continue();

        await run.EndsLikeAsync(undisturbed);
    }
}
