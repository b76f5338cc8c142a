using System.Diagnostics;

namespace AttentionViz.Testing.Servers.Processes;

/// <summary>A process that dies with this one, with the last lines it wrote.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan ExitPatience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan ReadPatience = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly Task _read;

    private ChildProcess(string name, Process process, LogBuffer log)
    {
        (Name, _process, Log) = (name, process, log);
        _read = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
    }

    /// <summary>For people.</summary>
    public string Name { get; }

    public int Id => _process.Id;

    public LogBuffer Log { get; }

    public bool IsRunning => !_process.HasExited;

    /// <param name="environment">Instead of this process' own where <paramref name="clean"/> is set, else on top of it.</param>
    /// <param name="log">Where its lines go; that of the process it takes the place of, for example.</param>
    public static async Task<ChildProcess> StartAsync(
        string name, string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, bool clean = false, LogBuffer? log = null)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        if (clean) start.Environment.Clear();
        foreach (var (key, value) in environment ?? new Dictionary<string, string>()) start.Environment[key] = value;
        var process = await ProcessStarter.StartAsync(start);
        process.StandardInput.Close();
        return new ChildProcess(name, process, log ?? new LogBuffer());
    }

    /// <summary>SIGKILL; returns when the process is gone.</summary>
    public async Task KillAsync()
    {
        Posix.Send(Id, Posix.Kill);
        await _process.WaitForExitAsync();
        // What it started has its output too, and may live a little longer.
        await Task.WhenAny(_read, Task.Delay(ReadPatience));
    }

    /// <summary>SIGSTOP: the process keeps its memory and connections and does nothing.</summary>
    public void Stop() => Posix.Send(Id, Posix.Stop);

    /// <summary>SIGCONT, after <see cref="Stop"/>.</summary>
    public void Continue() => Posix.Send(Id, Posix.Continue);

    /// <summary>SIGTERM.</summary>
    public void Terminate() => Posix.Send(Id, Posix.Terminate);

    /// <summary>SIGTERM; the exit code when the process has ended by itself.</summary>
    public async Task<int> TerminateAsync(CancellationToken cancellationToken)
    {
        Terminate();
        return await ExitAsync(cancellationToken);
    }

    /// <summary>The exit code, once there is one and everything written was read; throws where it does not end.</summary>
    public async Task<int> ExitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _process.WaitForExitAsync(cancellationToken).WaitAsync(ExitPatience, cancellationToken);
            await _read.WaitAsync(ExitPatience, cancellationToken);
            return _process.ExitCode;
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"after {ExitPatience.TotalSeconds} s {Name} still has not ended; it wrote:\n{Log.Tail(60)}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line) Log.Add(line);
    }
}
