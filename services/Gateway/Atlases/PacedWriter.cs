using Grpc.Core;

namespace AttentionViz.Gateway.Atlases;

/// <summary>
/// Sends small messages together. A write that is handed to the network waits until the client has
/// room for it, so that a slow client has no more waiting here than that much and what the server
/// keeps for a connection.
/// </summary>
internal sealed class PacedWriter<T>(IServerStreamWriter<T> stream, CancellationToken cancellationToken)
{
    private const int HandOver = 64 << 10;

    private static readonly WriteOptions Later = new(WriteFlags.BufferHint);
    private static readonly WriteOptions Now = new();

    private int _waiting;

    /// <param name="bytes">Size of the message, about.</param>
    public Task WriteAsync(T message, int bytes)
    {
        _waiting += bytes;
        var handOver = _waiting >= HandOver;
        if (handOver) _waiting = 0;
        stream.WriteOptions = handOver ? Now : Later;
        return stream.WriteAsync(message, cancellationToken);
    }
}
