using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json.Nodes;

namespace AttentionViz.Conformance.Tests.Browser;

/// <summary>Chromium's DevTools protocol, as little of it as is needed: one page, in which expressions are evaluated.</summary>
internal sealed class DevTools : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> _asked = [];
    private readonly CancellationTokenSource _end = new();
    private Task _reading = Task.CompletedTask;
    private string? _session;
    private int _last;

    public static async Task<DevTools> ConnectAsync(Uri browser, Uri page, CancellationToken stop)
    {
        var tools = new DevTools();
        await tools._socket.ConnectAsync(browser, stop);
        tools._reading = tools.ReadAsync();
        var target = await tools.SendAsync("Target.createTarget", new JsonObject { ["url"] = page.ToString() }, stop);
        var attached = await tools.SendAsync("Target.attachToTarget", new JsonObject { ["targetId"] = $"{target["targetId"]}", ["flatten"] = true }, stop);
        tools._session = $"{attached["sessionId"]}";
        return tools;
    }

    public async Task<JsonNode?> EvaluateAsync(string expression, CancellationToken stop)
    {
        var result = await SendAsync("Runtime.evaluate", new JsonObject { ["expression"] = expression, ["awaitPromise"] = true, ["returnByValue"] = true }, stop);
        if (result["exceptionDetails"] is { } failed) throw new InvalidOperationException(failed["exception"]?["description"]?.ToString() ?? failed.ToJsonString());
        return result["result"]!["value"]?.DeepClone();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _reading;
        _socket.Dispose();
        _end.Dispose();
    }

    private async Task<JsonNode> SendAsync(string method, JsonObject parameters, CancellationToken stop)
    {
        var id = Interlocked.Increment(ref _last);
        var answer = _asked[id] = new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (_session is not null) message["sessionId"] = _session;
        await _socket.SendAsync(System.Text.Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, true, stop);
        return await answer.Task.WaitAsync(stop);
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[1 << 16];
        try
        {
            while (!_end.IsCancellationRequested)
            {
                using var message = new MemoryStream();
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await _socket.ReceiveAsync(buffer.AsMemory(), _end.Token);
                    message.Write(buffer, 0, part.Count);
                }
                while (!part.EndOfMessage);
                if (part.MessageType == WebSocketMessageType.Close) break;
                Settle(JsonNode.Parse(message.ToArray())!);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // The end.
        }

        foreach (var open in _asked.Values) open.TrySetException(new InvalidOperationException("Chromium has gone"));
    }

    // Events, which have no id, are of no interest.
    private void Settle(JsonNode message)
    {
        if (message["id"] is not { } id || !_asked.TryRemove(id.GetValue<int>(), out var asked)) return;
        if (message["error"] is { } error) asked.TrySetException(new InvalidOperationException(error.ToJsonString()));
        else asked.TrySetResult(message["result"]!.DeepClone());
    }
}
