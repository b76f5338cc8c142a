using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace AttentionViz.Faults.Tests;

/// <summary>The queues of a deployment, seen past its bus.</summary>
internal sealed class Queues : IAsyncDisposable
{
    private readonly IConnection _connection;

    private Queues(IConnection connection) => _connection = connection;

    public static async Task<Queues> OpenAsync(Deployment deployment) =>
        new(await new ConnectionFactory { Uri = new Uri(deployment.BusAddress) }.CreateConnectionAsync());

    /// <summary>Messages that wait and that no worker holds; 0 where there is no such queue.</summary>
    public Task<uint> WaitingAsync(string queue) => AskAsync(async channel => (await channel.QueueDeclarePassiveAsync(queue)).MessageCount);

    /// <summary>Throws away the messages that wait; how many there were.</summary>
    public Task<uint> PurgeAsync(string queue) => AskAsync(channel => channel.QueuePurgeAsync(queue));

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task<uint> AskAsync(Func<IChannel, Task<uint>> ask)
    {
        // A queue that is not there closes the channel.
        await using var channel = await _connection.CreateChannelAsync();
        try
        {
            return await ask(channel);
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == 404)
        {
            return 0;
        }
    }
}
