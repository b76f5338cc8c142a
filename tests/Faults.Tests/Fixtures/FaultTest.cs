namespace AttentionViz.Faults.Tests;

/// <summary>A test that breaks the shared deployment; what the services wrote is shown where it fails.</summary>
public abstract class FaultTest(SharedDeployment shared) : IAsyncDisposable
{
    private Deployment? _deployment;
    private Deployment? _own;

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The shared deployment, whole, and the result of the undisturbed job.</summary>
    private protected async Task<(Deployment Deployment, AtlasResult Undisturbed)> ReadyAsync()
    {
        Need.Servers();
        _deployment = await shared.DeploymentAsync();
        return (_deployment, await shared.UndisturbedAsync(_deployment));
    }

    /// <summary>A deployment beside the shared one.</summary>
    private protected async Task<Deployment> OwnAsync(DeploymentOptions options) => _own = await Deployment.StartAsync(options);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (TestContext.Current.TestState?.Result == TestResult.Failed && (_own ?? _deployment) is { } broken)
            TestContext.Current.TestOutputHelper?.WriteLine(broken.Logs());
        return ValueTask.CompletedTask;
    }
}
