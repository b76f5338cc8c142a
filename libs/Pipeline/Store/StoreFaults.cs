using AttentionViz.Pipeline.Bus;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Store;

/// <summary>Which faults are those of the store, and of what kind.</summary>
public static class StoreFaults
{
    // Loading after a restart, a disk without room for the log, a node without its master, a cluster that moves slots.
    private static readonly string[] PassingAnswers = ["LOADING", "MISCONF", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "NOREPLICAS", "BUSY"];

    /// <summary>True where trying again later can help: the store (or the bus) is out of reach, starts, or cannot write just now.</summary>
    public static bool IsPassing(Exception e) => e switch
    {
        RedisConnectionException or RedisTimeoutException or BusUnavailableException or StoreBusyException => true,
        RedisServerException answer => PassingAnswers.Any(p => answer.Message.StartsWith(p, StringComparison.Ordinal)),
        RedisException => e.InnerException is { } cause && IsPassing(cause),
        AggregateException many => many.InnerExceptions.Count > 0 && many.InnerExceptions.All(IsPassing),
        _ => false,
    };

    /// <summary>True where the store has no memory left for a write.</summary>
    public static bool IsFull(Exception e) => e switch
    {
        StoreFullException => true,
        RedisServerException answer => answer.Message.StartsWith("OOM", StringComparison.Ordinal),
        _ => false,
    };

    /// <summary>True for either: what does not depend on the store can go on without it, and try again later.</summary>
    public static bool IsOutage(Exception e) => IsPassing(e) || IsFull(e);
}
