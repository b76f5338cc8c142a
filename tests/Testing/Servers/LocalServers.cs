using System.Net.Sockets;
using AttentionViz.Testing.Servers.Processes;

namespace AttentionViz.Testing.Servers;

/// <summary>What this machine can run servers with.</summary>
public static class LocalServers
{
    // Debian's wrapper in the path changes the user; the script itself is here.
    private static readonly string[] RabbitMqPlaces = ["/usr/lib/rabbitmq/bin/rabbitmq-server", "/opt/rabbitmq/sbin/rabbitmq-server"];

    internal static string? Redis { get; } = Executables.Find("redis-server");

    internal static string? RabbitMq { get; } = RabbitMqPlaces.FirstOrDefault(File.Exists);

    internal static string? Epmd { get; } = Executables.Find("epmd");

    /// <summary>Whether both servers are installed, so that tests may do to them what containers do not allow.</summary>
    public static bool Installed => Redis is not null && RabbitMq is not null && Epmd is not null;

    /// <summary>Whether servers can be started in one way or the other.</summary>
    public static bool Available => Installed || HasDocker;

    /// <summary>Whether what cannot run here must fail instead of being skipped: ATTENTIONVIZ_REQUIRE_SERVERS is 1.</summary>
    public static bool Required => Environment.GetEnvironmentVariable("ATTENTIONVIZ_REQUIRE_SERVERS") == "1";

    /// <summary>What is to be installed, for the reason of a skip.</summary>
    public static string Needs => "redis-server, rabbitmq-server and epmd (Debian: apt-get install redis-server rabbitmq-server)";

    internal static bool HasDocker { get; } = DockerAnswers();

    /// <summary>Where libfaketime is; null where it is not installed.</summary>
    public static string? FakeTime { get; } =
        new[] { "x86_64-linux-gnu", "aarch64-linux-gnu" }.Select(machine => $"/usr/lib/{machine}/faketime/libfaketime.so.1").FirstOrDefault(File.Exists);

    /// <summary>Whether limits of running processes can be changed.</summary>
    public static bool HasLimits => Executables.Find("prlimit") is not null;

    private static bool DockerAnswers()
    {
        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DOCKER_HOST"))) return true;
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint("/var/run/docker.sock"));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
