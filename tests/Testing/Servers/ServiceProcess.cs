using System.Net;
using AttentionViz.Testing.Servers.Processes;

namespace AttentionViz.Testing.Servers;

/// <summary>A gateway, an extractor or a projector as the process it is when it runs by itself.</summary>
public sealed class ServiceProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(2);
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };

    private readonly Dictionary<string, string> _settings;
    private ChildProcess? _process;

    /// <param name="settings">Environment variables such as "Store__Redis"; ports are chosen here unless they are given.</param>
    /// <param name="name">For people; the kind when it is not given.</param>
    public ServiceProcess(ServiceKind kind, IReadOnlyDictionary<string, string> settings, string? name = null)
    {
        (Kind, Name, ProbePort) = (kind, name ?? kind.ToString().ToLowerInvariant(), Ports.Free());
        _settings = new()
        {
            ["Logging__Console__FormatterName"] = "simple",
            ["Logging__Console__FormatterOptions__SingleLine"] = "true",
            ["DOTNET_ENVIRONMENT"] = "Production",
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["Probes__Port"] = $"{ProbePort}",
        };
        if (kind == ServiceKind.Gateway)
        {
            (GrpcPort, WebPort) = (Ports.Free(), Ports.Free());
            _settings["Gateway__GrpcPort"] = $"{GrpcPort}";
            _settings["Gateway__WebPort"] = $"{WebPort}";
        }

        foreach (var (key, value) in settings) _settings[key] = value;
    }

    public ServiceKind Kind { get; }

    public string Name { get; }

    /// <summary>Where /healthz, /readyz and /metrics are.</summary>
    public int ProbePort { get; }

    /// <summary>Of a gateway: cleartext HTTP/2.</summary>
    public int GrpcPort { get; }

    /// <summary>Of a gateway: HTTP/1.1.</summary>
    public int WebPort { get; }

    /// <summary>What it wrote, over all its lives.</summary>
    public LogBuffer Log { get; } = new();

    public int ProcessId => _process?.Id ?? throw new InvalidOperationException($"{Name} was not started");

    public bool IsRunning => _process is { IsRunning: true };

    private string Library => Checkout.At("services", $"{Kind}", "bin", Checkout.Configuration, "net10.0", $"AttentionViz.{Kind}.dll");

    /// <summary>Starts it, or again after it ended, on the same ports; returns when it serves.</summary>
    public async Task StartAsync()
    {
        await LaunchAsync();
        await ReadyAsync();
    }

    /// <summary>Starts it and does not wait: for one that cannot come up.</summary>
    public async Task LaunchAsync()
    {
        if (IsRunning) return;
        if (_process is not null) await _process.DisposeAsync();
        if (!File.Exists(Library)) throw new FileNotFoundException($"{Library} has not been built");
        _process = await ChildProcess.StartAsync(Name, "dotnet", [Library], _settings, log: Log);
    }

    /// <summary>Returns once it answers that it is ready.</summary>
    public Task ReadyAsync() => Eventually.HoldsAsync(
        async () => IsRunning ? await AnswersAsync() : throw new InvalidOperationException($"{Name} ended before it was ready; it wrote:\n{Log.Tail(100)}"),
        $"{Name} is ready", StartPatience, () => Log.Tail(100));

    /// <summary>SIGKILL.</summary>
    public Task KillAsync() => Process.KillAsync();

    /// <summary>SIGSTOP: it hangs.</summary>
    public void Stop() => Process.Stop();

    /// <summary>SIGCONT.</summary>
    public void Continue() => Process.Continue();

    /// <summary>SIGTERM; the exit code, once it ended by itself.</summary>
    public Task<int> TerminateAsync(CancellationToken cancellationToken) => Process.TerminateAsync(cancellationToken);

    /// <summary>SIGTERM, without waiting for what comes of it.</summary>
    public void Terminate() => Process.Terminate();

    /// <summary>The exit code of one that ends by itself.</summary>
    public Task<int> ExitAsync(CancellationToken cancellationToken) => Process.ExitAsync(cancellationToken);

    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;

    private ChildProcess Process => _process ?? throw new InvalidOperationException($"{Name} was not started");

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var answer = await Http.GetAsync(new Uri($"http://127.0.0.1:{(Kind == ServiceKind.Gateway ? WebPort : ProbePort)}/readyz"));
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}
