using Grpc.Core;

namespace AttentionViz.Cli.Remote;

/// <summary>Patience with a gateway that restarts: how often and how long to try again after a broken stream.</summary>
internal sealed class Retries(TimeProvider clock)
{
    private const int Most = 7;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(250);

    private int _failures;

    /// <summary>Something arrived: the next break counts as the first.</summary>
    public void Reset() => _failures = 0;

    /// <summary>Nothing has arrived for so long that waiting more is no use: about half a minute.</summary>
    public bool Exhausted => _failures >= Most;

    /// <summary>Whether the failure may pass: the connection broke, and not too often in a row.</summary>
    public bool Allows(RpcException error) =>
        error.StatusCode is StatusCode.Unavailable or StatusCode.Internal or StatusCode.Unknown && !Exhausted;

    /// <summary>Waits twice as long as the time before.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) =>
        Task.Delay(FirstDelay * (1 << _failures++), clock, cancellationToken);
}
