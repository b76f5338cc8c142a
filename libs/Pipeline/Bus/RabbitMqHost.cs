using System.Net.Security;
using System.Security.Authentication;
using AttentionViz.Pipeline.Hosting;
using MassTransit;
using RabbitMQ.Client;

namespace AttentionViz.Pipeline.Bus;

/// <summary>How RabbitMQ is reached and how its queues are made.</summary>
internal static class RabbitMqHost
{
    /// <summary>
    /// Deliveries of a message beyond the first. What takes its worker down every time goes to the dead letters then; workers that
    /// stop in order give their messages back in another way, which does not count.
    /// </summary>
    public const int DeliveryLimit = 5;

    // A worker that hangs, or is cut off, loses its messages after two of these; the default would be a minute each.
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);

    public static void Configure(IRabbitMqBusFactoryConfigurator transport, BusOptions options)
    {
        transport.Host(new Uri(options.RabbitMq), host =>
        {
            host.Heartbeat(Heartbeat);
            // A message counts as sent once the broker has it on disk.
            host.PublisherConfirmation = true;
            if (new Uri(options.RabbitMq).Scheme == "amqps") host.UseSsl(ssl =>
            {
                ssl.Protocol = SslProtocols.None;
                ssl.ServerName = new Uri(options.RabbitMq).Host;
                if (options.CaCertificate.Length > 0) ssl.CertificateValidationCallback = TrustedAuthority.Check(options.CaCertificate);
            });
        });
    }

    public static void ConfigureQueue(IRabbitMqReceiveEndpointConfigurator queue, string name)
    {
        queue.SetQuorumQueue();
        if (name == UnitQueues.DeadLetter) return;
        queue.SetQueueArgument("x-delivery-limit", DeliveryLimit);
        queue.SetQueueArgument("x-dead-letter-exchange", "");
        queue.SetQueueArgument("x-dead-letter-routing-key", UnitQueues.DeadLetter);
        // A dead letter leaves its queue once the other has it: no letter is lost while no gateway has made that queue yet.
        queue.SetQueueArgument("x-dead-letter-strategy", "at-least-once");
        queue.SetQueueArgument("x-overflow", "reject-publish");
    }

    /// <summary>For a connection beside the bus.</summary>
    public static ConnectionFactory Factory(BusOptions options)
    {
        var factory = new ConnectionFactory { Uri = new Uri(options.RabbitMq), RequestedHeartbeat = Heartbeat, ClientProvidedName = "attentionviz queue depths" };
        if (!factory.Ssl.Enabled) return factory;
        factory.Ssl.Version = SslProtocols.None;
        factory.Ssl.ServerName = factory.HostName;
        if (options.CaCertificate.Length > 0) factory.Ssl.CertificateValidationCallback = new RemoteCertificateValidationCallback(TrustedAuthority.Check(options.CaCertificate));
        return factory;
    }
}
