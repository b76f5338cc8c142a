using System.Diagnostics;
using AttentionViz.Testing.Servers.Containers;
using AttentionViz.Testing.Servers.Processes;
using StackExchange.Redis;

namespace AttentionViz.Testing.Servers;

/// <summary>A Redis of its own on a loopback port and in a temporary folder; killed and started again on both.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _folder = new();
    private readonly RedisOptions _options;
    private readonly IServerRuntime _runtime;

    private RedisServer(RedisOptions options)
    {
        _options = options;
        Port = Ports.Free();
        Certificates = options.Tls ? ServerCertificates.Create(_folder.Path) : null;
        if (LocalServers.Redis is null && options.NeedsLocal) throw new NotSupportedException($"this needs a local redis-server: {LocalServers.Needs}");
        _runtime = LocalServers.Redis is { } file ? new ProcessRuntime(log => StartProcessAsync(file, log)) : RedisContainers.Create(Port, options);
    }

    public int Port { get; }

    /// <summary>Where TLS is served: the files of the authority and of the server.</summary>
    public ServerCertificates? Certificates { get; }

    /// <summary>host:port</summary>
    public string Address => $"127.0.0.1:{Port}";

    public string Log => _runtime.Log;

    /// <summary>Of the server, where it is a process of this machine.</summary>
    public int ProcessId => ((ProcessRuntime)_runtime).ProcessId;

    /// <summary>Its folder, where it is a process of this machine.</summary>
    public string Folder => _folder.Path;

    public static async Task<RedisServer> StartNewAsync(RedisOptions? options = null)
    {
        var server = new RedisServer(options ?? new RedisOptions());
        try
        {
            await server.StartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it, or again after <see cref="KillAsync"/>; returns when it answers PING, its file read.</summary>
    public async Task StartAsync()
    {
        await _runtime.StartAsync();
        await Eventually.HoldsAsync(AnswersAsync, "Redis answers", StartPatience, () => Log);
    }

    /// <summary>SIGKILL: what it did not write is lost.</summary>
    public Task KillAsync() => _runtime.KillAsync();

    /// <summary>SIGSTOP: connections stay and get no answer.</summary>
    public Task PauseAsync() => _runtime.PauseAsync();

    public Task ContinueAsync() => _runtime.ContinueAsync();

    /// <summary>From now on no file of the server may grow beyond so many bytes, as if the disk were full; null lifts it.</summary>
    public async Task LimitFilesAsync(long? bytes)
    {
        using var prlimit = Process.Start(Executables.Find("prlimit")!, ["--pid", $"{ProcessId}", $"--fsize={(bytes is { } most ? $"{most}" : "unlimited")}:unlimited"]);
        await prlimit.WaitForExitAsync();
        if (prlimit.ExitCode != 0) throw new InvalidOperationException($"prlimit failed with {prlimit.ExitCode}");
    }

    /// <summary>A connection for the test itself, with administration allowed.</summary>
    /// <param name="user">Name and password, where users are set up.</param>
    public async Task<ConnectionMultiplexer> ConnectAsync((string Name, string Password)? user = null)
    {
        var options = new ConfigurationOptions { EndPoints = { { "127.0.0.1", Port } }, AllowAdmin = true, ConnectTimeout = 30_000, AbortOnConnectFail = true, Ssl = _options.Tls };
        if (user is { } known) (options.User, options.Password) = known;
        Certificates?.Trust(options);
        return await ConnectionMultiplexer.ConnectAsync(options);
    }

    public async ValueTask DisposeAsync()
    {
        await _runtime.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<ChildProcess> StartProcessAsync(string file, LogBuffer log)
    {
        await File.WriteAllLinesAsync(_folder.At("redis.conf"), RedisConfiguration.Lines(_options, Port, _folder, Certificates));
        // A file that may not grow sends a signal that kills, unless it is ignored; then writing just fails.
        return await ChildProcess.StartAsync(
            $"redis {Port}", "/bin/sh", ["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", file, _folder.At("redis.conf")], log: log);
    }

    private async Task<bool> AnswersAsync()
    {
        // Any answer but "loading": with users set up, PING is refused for want of a password.
        var answer = await Ping.AskAsync(Port, Certificates);
        return answer is not null && !answer.StartsWith("-LOADING", StringComparison.Ordinal);
    }
}
