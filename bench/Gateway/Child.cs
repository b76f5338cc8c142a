using System.Diagnostics;
using System.Text.Json;

namespace AttentionViz.Bench.Gateway;

/// <summary>Where a child process serves.</summary>
/// <param name="Http2">Cleartext HTTP/2.</param>
/// <param name="Http1">HTTP/1.1.</param>
/// <param name="Store">Port of its store; 0 where it has none.</param>
internal sealed record Addresses(string Http2, string Http1, int Store);

/// <summary>One of the servers, in a process of its own so that its processor time and memory are its own.</summary>
internal sealed class Child : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task _rest;

    private Child(Process process, Addresses at)
    {
        (_process, At) = (process, at);
        _rest = process.StandardOutput.ReadToEndAsync();
    }

    public Addresses At { get; }

    /// <summary>Processor time used so far.</summary>
    public TimeSpan Processor
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Resident memory in bytes.</summary>
    public long Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public static async Task<Child> StartAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Child).Assembly.Location, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
            if (line.StartsWith('{')) return new Child(process, JsonSerializer.Deserialize<Addresses>(line)!);
        throw new InvalidOperationException($"'{string.Join(' ', arguments)}' ended before it served");
    }

    /// <summary>Called by a child: tells where it serves, then waits until its parent lets it go or is gone.</summary>
    public static async Task ServeAsync(Addresses at)
    {
        Console.WriteLine(JsonSerializer.Serialize(at));
        await Console.In.ReadToEndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        await _rest;
        _process.Dispose();
    }
}
