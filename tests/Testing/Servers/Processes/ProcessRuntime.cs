namespace AttentionViz.Testing.Servers.Processes;

/// <summary>A server as a process of this machine.</summary>
internal sealed class ProcessRuntime(Func<LogBuffer, Task<ChildProcess>> start) : IServerRuntime
{
    private readonly LogBuffer _log = new();
    private ChildProcess? _process;

    public string Log => _log.Tail();

    /// <summary>Of the process that runs.</summary>
    public int ProcessId => _process is { IsRunning: true } running ? running.Id : throw new InvalidOperationException($"the server does not run; it wrote:\n{Log}");

    public async Task StartAsync()
    {
        if (_process is { IsRunning: true }) return;
        if (_process is not null) await _process.DisposeAsync();
        _process = await start(_log);
    }

    public Task KillAsync() => _process?.KillAsync() ?? Task.CompletedTask;

    public Task PauseAsync()
    {
        _process?.Stop();
        return Task.CompletedTask;
    }

    public Task ContinueAsync()
    {
        _process?.Continue();
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;
}
