using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace AttentionViz.Pipeline.Bus;

/// <summary>How many messages of a queue no worker holds.</summary>
public sealed class QueueDepths(IOptions<BusOptions> options) : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private IConnection? _connection;

    /// <summary>Null where there is no such queue, for no worker of its kind has ever run.</summary>
    /// <exception cref="BusUnavailableException">RabbitMQ does not answer.</exception>
    public async Task<long?> ReadyAsync(string queue, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            _connection = _connection is { IsOpen: true } open ? open : await ConnectAsync(cancellationToken);
            // A look at a queue that is not there closes its channel, so each look has one of its own.
            await using var channel = await _connection.CreateChannelAsync(cancellationToken: cancellationToken);
            return (await channel.QueueDeclarePassiveAsync(queue, cancellationToken)).MessageCount;
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == 404)
        {
            return null;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw new BusUnavailableException(e);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null) await _connection.DisposeAsync();
        _gate.Dispose();
    }

    private async Task<IConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        if (_connection is not null) await _connection.DisposeAsync();
        _connection = null;
        return await RabbitMqHost.Factory(options.Value).CreateConnectionAsync(cancellationToken);
    }
}
