using System.Net;
using System.Net.Sockets;

namespace AttentionViz.Testing.Servers;

/// <summary>A stretch of network before a server of this machine, which can be cut.</summary>
public sealed class CutProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _target;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private readonly HashSet<Socket> _open = [];
    private readonly Task _accepting;
    private TaskCompletionSource? _silence;
    private bool _cut;

    /// <param name="target">Port of the server.</param>
    public CutProxy(int target)
    {
        _target = target;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>host:port</summary>
    public string Address => $"127.0.0.1:{Port}";

    /// <summary>Breaks every connection; new ones are closed as soon as they are made.</summary>
    public void Cut()
    {
        lock (_gate)
        {
            _cut = true;
            foreach (var socket in _open) socket.Dispose();
            _open.Clear();
        }
    }

    /// <summary>Connections stay and new ones are made, but nothing comes through, and nobody is told.</summary>
    public void BlackHole()
    {
        lock (_gate) _silence ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Everything comes through again; what was held in a black hole, too.</summary>
    public void Heal()
    {
        lock (_gate)
        {
            _cut = false;
            _silence?.SetResult();
            _silence = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        Cut();
        Heal();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptSocketAsync(_end.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }

            _ = JoinAsync(client);
        }
    }

    private async Task JoinAsync(Socket client)
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        try
        {
            if (!Open(client, server)) return;
            await PassAsync();
            await server.ConnectAsync(IPAddress.Loopback, _target, _end.Token);
            // When one side ends, so does the other.
            await await Task.WhenAny(PumpAsync(client, server), PumpAsync(server, client));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Cut, or ended by a side.
        }
        finally
        {
            client.Dispose();
            lock (_gate) _ = _open.Remove(client) | _open.Remove(server);
        }
    }

    private bool Open(Socket client, Socket server)
    {
        lock (_gate)
        {
            if (_cut) return false;
            _open.Add(client);
            _open.Add(server);
            return true;
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 << 10];
        while (true)
        {
            var read = await from.ReceiveAsync(buffer, SocketFlags.None, _end.Token);
            await PassAsync();
            if (read == 0) return;
            for (var sent = 0; sent < read;)
                sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), SocketFlags.None, _end.Token);
        }
    }

    private Task PassAsync()
    {
        lock (_gate) return _silence?.Task.WaitAsync(_end.Token) ?? Task.CompletedTask;
    }
}
