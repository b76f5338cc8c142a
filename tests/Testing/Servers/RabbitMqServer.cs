using System.Net;
using System.Net.Sockets;
using AttentionViz.Testing.Servers.Containers;
using AttentionViz.Testing.Servers.Processes;

namespace AttentionViz.Testing.Servers;

/// <summary>A RabbitMQ of its own on a loopback port and in a temporary folder; killed and started again on both.</summary>
public sealed class RabbitMqServer : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _folder = new();
    private readonly RabbitMqFolder _files;
    private readonly IServerRuntime _runtime;
    private ChildProcess? _epmd;

    private RabbitMqServer(TimeSpan heartbeat)
    {
        Port = Ports.Free();
        _files = new RabbitMqFolder(_folder, Port, heartbeat);
        _runtime = LocalServers.Installed
            ? new ProcessRuntime(_files.StartAsync)
            : RabbitMqContainers.Create(Port, _files.Configuration("0.0.0.0", 5672, "/etc/rabbitmq/definitions.json"), RabbitMqFolder.Definitions);
    }

    public int Port { get; }

    public string Log => _runtime.Log;

    /// <summary>Of the server, where it is a process of this machine.</summary>
    public int ProcessId => ((ProcessRuntime)_runtime).ProcessId;

    /// <param name="heartbeat">After about two of these a connection that says nothing is given up.</param>
    public static async Task<RabbitMqServer> StartNewAsync(TimeSpan? heartbeat = null)
    {
        var server = new RabbitMqServer(heartbeat ?? TimeSpan.FromSeconds(60));
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

    /// <summary>What services take for their bus, with one of the virtual hosts "/", "v1" .. "v9": each has queues of its own.</summary>
    /// <param name="port">Of a proxy before it; null for the server's own.</param>
    public string Address(string virtualHost = "/", int? port = null) =>
        $"amqp://{RabbitMqFolder.User}:{RabbitMqFolder.Password}@127.0.0.1:{port ?? Port}/{Uri.EscapeDataString(virtualHost.Trim('/'))}";

    /// <summary>Starts it, or again after <see cref="KillAsync"/> with the messages it kept; returns when it answers AMQP.</summary>
    public async Task StartAsync()
    {
        if (LocalServers.Installed) _epmd ??= await _files.StartEpmdAsync();
        await _runtime.StartAsync();
        await Eventually.HoldsAsync(AnswersAsync, "RabbitMQ answers", StartPatience, () => Log);
    }

    /// <summary>SIGKILL of the Erlang machine.</summary>
    public Task KillAsync() => _runtime.KillAsync();

    /// <summary>What the server says to an Erlang expression, where it is a process of this machine; takes a second of processor time.</summary>
    public Task<string> EvaluateAsync(string expression, CancellationToken cancellationToken) => _files.EvaluateAsync(expression, cancellationToken);

    /// <summary>SIGSTOP: connections stay and get no answer.</summary>
    public Task PauseAsync() => _runtime.PauseAsync();

    public Task ContinueAsync() => _runtime.ContinueAsync();

    public async ValueTask DisposeAsync()
    {
        await _runtime.DisposeAsync();
        if (_epmd is not null) await _epmd.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>It answers the protocol's greeting, which it does only once its queues are there.</summary>
    private async Task<bool> AnswersAsync()
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Port, late.Token);
            await client.GetStream().WriteAsync("AMQP\0\0\t\u0001"u8.ToArray(), late.Token);
            return await client.GetStream().ReadAsync(new byte[1], late.Token) == 1;
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            return false;
        }
    }
}
