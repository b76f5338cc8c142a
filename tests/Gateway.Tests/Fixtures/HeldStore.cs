using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AttentionViz.Gateway.Tests.Fixtures;

/// <summary>Stands between a gateway and its store, writes down which commands on jobs pass, and can hold answers back.</summary>
internal sealed class HeldStore : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly List<string> _commands = [];
    private readonly int _store;
    private string? _holdFrom;
    private TaskCompletionSource _open = Opened();

    public HeldStore(int store)
    {
        _store = store;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Commands so far, such as "HGET maps", since the last call of <see cref="Clear"/>.</summary>
    public IReadOnlyList<string> Commands
    {
        get
        {
            lock (_lock) return [.. _commands];
        }
    }

    public void Clear()
    {
        lock (_lock) _commands.Clear();
    }

    /// <summary>Once a command has passed, lets no answer through until <see cref="Release"/>.</summary>
    public void HoldFrom(string command)
    {
        lock (_lock) (_holdFrom, _open) = (command, Opened());
        Clear();
    }

    public void Release()
    {
        lock (_lock)
        {
            _holdFrom = null;
            _open.TrySetResult();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Release();
        await _stop.CancelAsync();
        _listener.Dispose();
        _stop.Dispose();
    }

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            var store = new TcpClient();
            await store.ConnectAsync(IPAddress.Loopback, _store, _stop.Token);
            _ = AskAsync(client, store);
            _ = AnswerAsync(client, store);
        }
    }

    private async Task AnswerAsync(TcpClient client, TcpClient store)
    {
        using var both = client;
        var buffer = new byte[64 << 10];
        for (int n; (n = await store.GetStream().ReadAsync(buffer, _stop.Token)) > 0;)
        {
            Task open;
            lock (_lock) open = _open.Task;
            await open;
            await client.GetStream().WriteAsync(buffer.AsMemory(0, n), _stop.Token);
        }
    }

    /// <summary>Passes commands on whole: "*n", then n times "$length" and so many bytes.</summary>
    private async Task AskAsync(TcpClient client, TcpClient store)
    {
        using var both = store;
        var (buffer, filled) = (new byte[1 << 20], 0);
        for (int n; (n = await client.GetStream().ReadAsync(buffer.AsMemory(filled), _stop.Token)) > 0;)
        {
            filled += n;
            var passed = 0;
            while (Take(buffer.AsSpan(passed, filled - passed), out var words) is > 0 and var length)
            {
                Note(words);
                passed += length;
            }

            await store.GetStream().WriteAsync(buffer.AsMemory(0, passed), _stop.Token);
            buffer.AsSpan(passed, filled - passed).CopyTo(buffer);
            filled -= passed;
            if (filled == buffer.Length) Array.Resize(ref buffer, 2 * filled);
        }
    }

    private void Note(List<string> words)
    {
        // "av:{job}:maps"; what keeps the connection alive is of no interest.
        if (words.Count < 2 || !words[1].StartsWith("av:{", StringComparison.Ordinal)) return;
        var command = $"{words[0]} {words[1][(words[1].LastIndexOf(':') + 1)..]}";
        lock (_lock)
        {
            _commands.Add(command);
            if (command == _holdFrom && _open.Task.IsCompleted) _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Length of the command at the start; 0 where it is not all there.</summary>
    private static int Take(ReadOnlySpan<byte> bytes, out List<string> words)
    {
        words = [];
        var at = 0;
        if (!TakeNumber(bytes, ref at, out var count)) return 0;
        for (var i = 0; i < count; i++)
        {
            if (!TakeNumber(bytes, ref at, out var length) || at + length + 2 > bytes.Length) return 0;
            words.Add(Encoding.Latin1.GetString(bytes.Slice(at, Math.Min(length, 200))));
            at += length + 2;
        }

        return at;
    }

    private static bool TakeNumber(ReadOnlySpan<byte> bytes, ref int at, out int number)
    {
        number = 0;
        var end = at < bytes.Length ? bytes[at..].IndexOf((byte)'\n') : -1;
        if (end < 0) return false;
        number = int.Parse(bytes.Slice(at + 1, end - 2));
        at += end + 1;
        return true;
    }
}
