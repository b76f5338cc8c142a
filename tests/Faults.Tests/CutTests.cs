using AttentionViz.Testing.Servers;
using AttentionViz.V1;

namespace AttentionViz.Faults.Tests;

/// <summary>Networks cut between workers and the store, or the bus.</summary>
public sealed class CutTests(SharedDeployment shared) : FaultTest(shared)
{
    // Longer than the store's client waits for one answer by itself, and about as long as workers have patience.
    private static readonly TimeSpan Seconds = TimeSpan.FromSeconds(6);

    [Theory]
    [InlineData(false, Stage.Extracting)]
    [InlineData(true, Stage.Projecting)]
    public async Task Store_OutOfReachForSeconds_WorkersGoOnAfterwards(bool silently, Stage stage)
    {
        var (deployment, undisturbed) = await ReadyAsync();
        await using var run = await JobRun.StartAsync(deployment);
        var links = deployment.WorkersOf(stage).Select(w => w.StoreLink).ToList();

        using (await deployment.HoldAsync(run, stage)) links.ForEach(link => Break(link, silently));
        await Task.Delay(Seconds, Stop);
        links.ForEach(link => link.Heal());

        await run.EndsLikeAsync(undisturbed);
        Assert.Equal(0, run.Watcher.Resumed);
    }

    [Theory]
    [InlineData(false, Stage.Projecting)]
    [InlineData(true, Stage.Extracting)]
    public async Task Store_OutOfReachForOneWorkerForGood_TheOtherDoesEverything(bool silently, Stage stage)
    {
        var (deployment, undisturbed) = await ReadyAsync();
        await using var run = await JobRun.StartAsync(deployment);

        using (await deployment.HoldAsync(run, stage)) Break(deployment.WorkersOf(stage)[0].StoreLink, silently);

        await run.EndsLikeAsync(undisturbed);
        Assert.True(deployment.WorkersOf(stage)[0].Process.IsRunning, "a worker waits for its store, it does not end");
    }

    [Theory]
    [InlineData(false, Stage.Projecting)]
    [InlineData(true, Stage.Extracting)]
    public async Task Bus_OutOfReachForSeconds_WorkersGoOnAfterwards(bool silently, Stage stage)
    {
        var (deployment, undisturbed) = await ReadyAsync();
        await using var run = await JobRun.StartAsync(deployment);
        var links = deployment.WorkersOf(stage).Select(w => w.BusLink).ToList();

        using (await deployment.HoldAsync(run, stage)) links.ForEach(link => Break(link, silently));
        await Task.Delay(Seconds, Stop);
        links.ForEach(link => link.Heal());

        await run.EndsLikeAsync(undisturbed);
    }

    [Theory]
    [InlineData(false, Stage.Extracting)]
    [InlineData(true, Stage.Projecting)]
    public async Task Bus_OutOfReachForOneWorkerForGood_TheOtherDoesEverything(bool silently, Stage stage)
    {
        var (deployment, undisturbed) = await ReadyAsync();
        await using var run = await JobRun.StartAsync(deployment);

        using (await deployment.HoldAsync(run, stage)) Break(deployment.WorkersOf(stage)[0].BusLink, silently);

        await run.EndsLikeAsync(undisturbed);
        Assert.True(deployment.WorkersOf(stage)[0].Process.IsRunning, "a worker waits for its bus, it does not end");
    }

    private static void Break(CutProxy link, bool silently)
    {
        if (silently) link.BlackHole();
        else link.Cut();
    }
}
