using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using AttentionViz.Conformance.Tests.Ways;
using AttentionViz.EndToEnd.Tests.Python;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;

namespace AttentionViz.Conformance.Tests.Python;

/// <summary>gRPC as Python's own library and generated classes speak it; one interpreter for all calls.</summary>
internal sealed class PythonClient : IWay, IAsyncDisposable
{
    private readonly PythonTools _tools;
    private readonly Process _process;
    private readonly Task<string> _errors;

    private PythonClient(PythonTools tools, Process process) => (_tools, _process, _errors) = (tools, process, process.StandardError.ReadToEndAsync());

    public static async Task<PythonClient> StartAsync(Uri grpc, CancellationToken stop)
    {
        var tools = await PythonTools.RequireAsync(stop);
        var start = tools.Start(Path.Combine(AppContext.BaseDirectory, "Python", "bridge.py"), $"{grpc.Host}:{grpc.Port}");
        start.RedirectStandardInput = true;
        return new PythonClient(tools, Process.Start(start)!);
    }

    public async Task<Answer> CallAsync(MethodDescriptor method, IReadOnlyList<IMessage> requests, CancellationToken stop)
    {
        var asked = new JsonObject
        {
            ["file"] = Path.GetFileNameWithoutExtension(method.File.Name),
            ["service"] = method.Service.Name,
            ["method"] = method.Name,
            ["requests"] = new JsonArray([.. requests.Select(r => JsonValue.Create(r.ToByteString().ToBase64()))]),
        };
        await _process.StandardInput.WriteLineAsync(asked.ToJsonString().AsMemory(), stop);
        await _process.StandardInput.FlushAsync(stop);
        var line = await _process.StandardOutput.ReadLineAsync(stop) ?? throw new InvalidOperationException($"the Python client ended: {await _errors}");
        using var answer = JsonDocument.Parse(line);
        var root = answer.RootElement;
        IMessage[] messages = [.. root.GetProperty("messages").EnumerateArray().Select(m => method.OutputType.Parser.ParseFrom(m.GetBytesFromBase64()))];
        var code = root.GetProperty("code").GetInt32();
        if (code == 0) return new Answer(messages);
        var details = root.GetProperty("details").GetBytesFromBase64();
        return new Answer(messages, details.Length > 0 ? Status.Parser.ParseFrom(details) : new Status { Code = code, Message = root.GetProperty("message").GetString() });
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _tools.Dispose();
    }
}
