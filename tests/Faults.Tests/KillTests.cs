using AttentionViz.V1;

namespace AttentionViz.Faults.Tests;

/// <summary>kill -9 in the middle of a job, of each process alone.</summary>
public sealed class KillTests(SharedDeployment shared) : FaultTest(shared)
{
    [Fact]
    public async Task Job_Undisturbed_IsTheSameTwice()
    {
        var (deployment, undisturbed) = await ReadyAsync();
        await using var run = await JobRun.StartAsync(deployment);

        await run.EndsLikeAsync(undisturbed);
        Assert.Equal(0, run.Watcher.Resumed);
    }

    [Theory]
    [InlineData(Victim.Extractor, Stage.Extracting)]
    [InlineData(Victim.Projector, Stage.Projecting)]
    public async Task Worker_KilledAtAUnit_AnotherDoesItAgainAndTheResultIsTheSame(Victim victim, Stage stage)
    {
        var (deployment, undisturbed) = await ReadyAsync();
        await using var run = await JobRun.StartAsync(deployment);

        using (await deployment.HoldAsync(run, stage)) await deployment.KillAsync(victim);

        await run.EndsLikeAsync(undisturbed);
        Assert.Equal(0, run.Watcher.Resumed);
    }

    [Theory]
    [InlineData(Victim.RabbitMq, Stage.Extracting)]
    [InlineData(Victim.RabbitMq, Stage.Projecting)]
    [InlineData(Victim.Redis, Stage.Extracting)]
    [InlineData(Victim.Redis, Stage.Projecting)]
    [InlineData(Victim.Gateway, Stage.Extracting)]
    public async Task Server_KilledAndStartedAgain_JobGoesOnAndTheResultIsTheSame(Victim victim, Stage stage)
    {
        var (deployment, undisturbed) = await ReadyAsync();
        await using var run = await JobRun.StartAsync(deployment);

        using (await deployment.HoldAsync(run, stage)) await deployment.KillAsync(victim);
        await deployment.RestartAsync(victim);

        await run.EndsLikeAsync(undisturbed);
        if (victim == Victim.Gateway) Assert.NotEqual(0, run.Watcher.Resumed);
    }

    [Fact]
    public async Task Gateway_KilledForGood_AnotherTakesOverItsWatchers()
    {
        var (deployment, undisturbed) = await ReadyAsync();
        var first = deployment.Gateway;
        await deployment.AddGatewayAsync();
        await using var run = await JobRun.StartAsync(deployment);

        using (await deployment.HoldAsync(run, Stage.Projecting)) await deployment.RemoveGatewayAsync(first);

        await run.EndsLikeAsync(undisturbed);
        Assert.NotEqual(0, run.Watcher.Resumed);
    }
}
