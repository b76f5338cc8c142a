using DotNet.Testcontainers.Containers;

namespace AttentionViz.Testing.Servers.Containers;

/// <summary>A server in a container that was built with a fixed port and SIGKILL as its stop signal.</summary>
internal sealed class ContainerRuntime(IContainer container) : IServerRuntime
{
    public string Log { get; private set; } = "";

    public Task StartAsync() => container.StartAsync();

    public async Task KillAsync()
    {
        await container.StopAsync();
        var (output, error) = await container.GetLogsAsync();
        Log = output + error;
    }

    public Task PauseAsync() => container.PauseAsync();

    public Task ContinueAsync() => container.UnpauseAsync();

    public ValueTask DisposeAsync() => container.DisposeAsync();
}
