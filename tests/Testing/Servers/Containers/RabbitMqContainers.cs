using System.Text;
using DotNet.Testcontainers.Builders;
using Testcontainers.RabbitMq;

namespace AttentionViz.Testing.Servers.Containers;

/// <summary>RabbitMQ where there is a Docker engine and no rabbitmq-server.</summary>
internal static class RabbitMqContainers
{
    /// <param name="definitions">Users and virtual hosts, JSON as RabbitMQ reads it.</param>
    public static ContainerRuntime Create(int port, string configuration, string definitions) => new(new RabbitMqBuilder("rabbitmq:3.10")
        .WithPortBinding(port, RabbitMqBuilder.RabbitMqPort)
        .WithResourceMapping(Encoding.UTF8.GetBytes(configuration), "/etc/rabbitmq/conf.d/99-tests.conf")
        .WithResourceMapping(Encoding.UTF8.GetBytes(definitions), "/etc/rabbitmq/definitions.json")
        .WithCreateParameterModifier(create =>
        {
            create.StopSignal = "SIGKILL";
            // The node's name, and with it the place of its files, follows the host's.
            create.Hostname = "rabbit";
        })
        .WithWaitStrategy(Wait.ForUnixContainer())
        .Build());
}
