namespace AttentionViz.Cli.Embedded;

/// <summary>Leaves signals to the command line: it is the command that decides when the host stops.</summary>
internal sealed class PassiveLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
