using AttentionViz.Testing.Servers;

namespace AttentionViz.Faults.Tests;

/// <summary>What a test cannot do without: it is skipped, or fails where ATTENTIONVIZ_REQUIRE_SERVERS is 1.</summary>
internal static class Need
{
    /// <summary>Redis and RabbitMQ, installed or in containers.</summary>
    public static void Servers() => Of(LocalServers.Available, $"{LocalServers.Needs}, or a Docker engine");

    /// <summary>Redis and RabbitMQ as processes of this machine.</summary>
    public static void Local() => Of(LocalServers.Installed, LocalServers.Needs);

    /// <summary>Processes whose clock is set by a file.</summary>
    public static string FakeTime()
    {
        Local();
        Of(LocalServers.FakeTime is not null, "libfaketime (Debian: apt-get install faketime)");
        return LocalServers.FakeTime!;
    }

    private static void Of(bool there, string what)
    {
        if (!there && LocalServers.Required) Assert.Fail($"where ATTENTIONVIZ_REQUIRE_SERVERS is 1 there must be {what}");
        Assert.SkipUnless(there, $"needs {what}");
    }
}
