using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AttentionViz.Testing.Servers.Processes;

/// <summary>The files of one RabbitMQ, and how it is started from them.</summary>
internal sealed class RabbitMqFolder(TemporaryFolder folder, int port, TimeSpan heartbeat)
{
    public const string User = "test";
    public const string Password = "test";

    private readonly int _epmdPort = Ports.Free();
    private readonly int _distributionPort = Ports.Free();

    /// <summary>One user, and virtual hosts "/" and "v1" to "v9" that are theirs.</summary>
    public static string Definitions
    {
        get
        {
            string[] hosts = ["/", .. Enumerable.Range(1, 9).Select(i => $"v{i}")];
            byte[] salt = [1, 2, 3, 4];
            var hash = Convert.ToBase64String([.. salt, .. SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(Password)])]);
            return $$"""
                {
                  "users": [{"name": "{{User}}", "password_hash": "{{hash}}", "hashing_algorithm": "rabbit_password_hashing_sha256", "tags": "administrator"}],
                  "vhosts": [{{string.Join(", ", hosts.Select(h => $$"""{"name": "{{h}}"}"""))}}],
                  "permissions": [{{string.Join(", ", hosts.Select(h => $$"""{"user": "{{User}}", "vhost": "{{h}}", "configure": ".*", "write": ".*", "read": ".*"}"""))}}]
                }
                """;
        }
    }

    /// <param name="address">To listen on.</param>
    public string Configuration(string address, int listen, string definitions) => $"""
        listeners.tcp.1 = {address}:{listen}
        log.console = true
        log.file = false
        disk_free_limit.absolute = 50MB
        vm_memory_high_watermark.absolute = 1GB
        heartbeat = {(int)heartbeat.TotalSeconds}
        load_definitions = {definitions}

        """;

    /// <summary>The daemon that names Erlang's nodes: one of its own, so that nothing is left behind.</summary>
    public Task<ChildProcess> StartEpmdAsync() =>
        ChildProcess.StartAsync("epmd", LocalServers.Epmd!, ["-port", _epmdPort.ToString(CultureInfo.InvariantCulture), "-address", "127.0.0.1"]);

    public async Task<ChildProcess> StartAsync(LogBuffer log)
    {
        foreach (var name in new[] { "home", "mnesia", "log" }) Directory.CreateDirectory(folder.At(name));
        await File.WriteAllTextAsync(folder.At("enabled_plugins"), "[].");
        await File.WriteAllTextAsync(folder.At("definitions.json"), Definitions);
        await File.WriteAllTextAsync(folder.At("rabbitmq.conf"), Configuration("127.0.0.1", port, folder.At("definitions.json")));
        return await ChildProcess.StartAsync($"rabbitmq {port}", LocalServers.RabbitMq!, [], Environment(), clean: true, log);
    }

    /// <summary>What the running server says to an Erlang expression.</summary>
    public async Task<string> EvaluateAsync(string expression, CancellationToken cancellationToken)
    {
        var control = Path.Combine(Path.GetDirectoryName(LocalServers.RabbitMq!)!, "rabbitmqctl");
        var answer = new LogBuffer();
        await using var process = await ChildProcess.StartAsync("rabbitmqctl", control, ["eval", expression], Environment(), clean: true, answer);
        return await process.ExitAsync(cancellationToken) == 0 ? answer.Tail() : throw new InvalidOperationException($"rabbitmqctl failed: {answer.Tail()}");
    }

    private Dictionary<string, string> Environment() => new()
    {
        ["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin",
        ["LANG"] = "C.UTF-8",
        ["HOME"] = folder.At("home"),
        // The script then becomes the Erlang machine instead of waiting for it: one process to kill.
        ["RUNNING_UNDER_SYSTEMD"] = "true",
        ["ERL_EPMD_PORT"] = $"{_epmdPort}",
        ["RABBITMQ_NODENAME"] = $"t{port}@localhost",
        ["RABBITMQ_NODE_PORT"] = $"{port}",
        ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_DIST_PORT"] = $"{_distributionPort}",
        ["RABBITMQ_CONFIG_FILE"] = folder.At("rabbitmq.conf"),
        ["RABBITMQ_MNESIA_BASE"] = folder.At("mnesia"),
        ["RABBITMQ_LOG_BASE"] = folder.At("log"),
        ["RABBITMQ_LOGS"] = "-",
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = folder.At("enabled_plugins"),
        ["RABBITMQ_PID_FILE"] = folder.At("pid"),
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1} +S 2:2 +sbwt none",
    };
}
