using DotNet.Testcontainers.Builders;
using Testcontainers.Redis;

namespace AttentionViz.Testing.Servers.Containers;

/// <summary>Redis where there is a Docker engine and no redis-server.</summary>
internal static class RedisContainers
{
    public static ContainerRuntime Create(int port, RedisOptions options) => new(new RedisBuilder("redis:7.0")
        .WithPortBinding(port, RedisBuilder.RedisPort)
        .WithCommand(
            "redis-server", "--save", "", "--appendonly", options.AppendOnly ? "yes" : "no",
            "--maxmemory", $"{options.MaxMemory}", "--maxmemory-policy", "noeviction")
        .WithCreateParameterModifier(create => create.StopSignal = "SIGKILL")
        .WithWaitStrategy(Wait.ForUnixContainer())
        .Build());
}
