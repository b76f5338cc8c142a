namespace AttentionViz.Faults.Tests;

/// <summary>The deployment that most tests share, started by the first, and what the sample job makes there undisturbed.</summary>
public sealed class SharedDeployment : IAsyncDisposable
{
    private Task<Deployment>? _deployment;
    private Task<AtlasResult>? _undisturbed;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Whole and ready, whatever the test before did to it.</summary>
    internal async Task<Deployment> DeploymentAsync()
    {
        var started = _deployment;
        var deployment = await (_deployment ??= Deployment.StartAsync(new DeploymentOptions()));
        if (started is not null) await deployment.MendAsync();
        return deployment;
    }

    /// <summary>The result of the job that nothing happened to.</summary>
    internal Task<AtlasResult> UndisturbedAsync(Deployment deployment) => _undisturbed ??= RunUndisturbedAsync(deployment);

    public async ValueTask DisposeAsync()
    {
        if (_deployment is { IsCompletedSuccessfully: true }) await (await _deployment).DisposeAsync();
    }

    private static async Task<AtlasResult> RunUndisturbedAsync(Deployment deployment)
    {
        await using var run = await JobRun.StartAsync(deployment);
        var end = await run.Watcher.EndAsync(deployment.Logs, Stop);
        Assert.True(end.State == V1.JobState.Succeeded, $"the undisturbed job ended {end}");
        Story.MustBeWhole(run.Watcher, await run.JobAsync());
        var result = await AtlasResult.FetchAsync(deployment.Gateway, run.Id, Stop);
        // A summary, two maps, queries, keys and three kinds of norms of each head; and what is of the whole job.
        Assert.True(result.Parts >= (Sample.Heads * 8) + 4, $"{result.Parts} parts");
        await run.DeleteAsync();
        return result;
    }
}
