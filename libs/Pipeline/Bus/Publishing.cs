using MassTransit;

namespace AttentionViz.Pipeline.Bus;

/// <summary>Publishes no longer than somebody can wait.</summary>
public static class Publishing
{
    private const int AtOnce = 64;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Returns once the bus has taken the message: on RabbitMQ, once it is on disk.</summary>
    /// <exception cref="BusUnavailableException">It did not within 10 s.</exception>
    public static async Task PublishSoonAsync(this IPublishEndpoint bus, object message, CancellationToken cancellationToken)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(Patience);
        try
        {
            await bus.Publish(message, late.Token).WaitAsync(late.Token);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BusUnavailableException(e);
        }
    }

    /// <summary>The same of many messages, some of them on their way at once.</summary>
    public static async Task PublishSoonAsync(this IPublishEndpoint bus, IEnumerable<object> messages, CancellationToken cancellationToken)
    {
        foreach (var some in messages.Chunk(AtOnce))
            await Task.WhenAll(some.Select(m => bus.PublishSoonAsync(m, cancellationToken)));
    }
}
