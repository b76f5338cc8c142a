namespace AttentionViz.Testing.Servers;

/// <summary>What a server runs in: a process of this machine, or a container.</summary>
internal interface IServerRuntime : IAsyncDisposable
{
    string Log { get; }

    /// <summary>Starts the server, again after <see cref="KillAsync"/> with what it had written; does not wait until it serves.</summary>
    Task StartAsync();

    /// <summary>Ends it at once, with nothing saved that was not.</summary>
    Task KillAsync();

    Task PauseAsync();

    Task ContinueAsync();
}
