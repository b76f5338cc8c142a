using StackExchange.Redis;

namespace AttentionViz.Pipeline.Store;

/// <summary>Carries transactions out.</summary>
internal static class Transactions
{
    /// <summary>True when every condition held and everything was written, false when nothing was.</summary>
    /// <param name="near">A key on the node that the transaction is for.</param>
    /// <exception cref="StoreFullException">There is no memory left.</exception>
    /// <exception cref="StoreBusyException">The store cannot write at the moment.</exception>
    public static async Task<bool> CommitAsync(this ITransaction transaction, IDatabase db, RedisKey near)
    {
        try
        {
            return await transaction.ExecuteAsync();
        }
        catch (RedisServerException e) when (e.Message.StartsWith("EXECABORT", StringComparison.Ordinal))
        {
            throw await ReasonAsync(db, near, e);
        }
    }

    /// <summary>Carries out a transaction without conditions: what is not done was broken off.</summary>
    /// <exception cref="StoreBusyException">The connection broke; whether it was done is not known.</exception>
    public static async Task CommitWholeAsync(this ITransaction transaction, IDatabase db, RedisKey near)
    {
        if (!await transaction.CommitAsync(db, near)) throw new StoreBusyException("a transaction was broken off");
    }

    /// <summary>A transaction that was discarded does not tell why; a write of nothing into a key that is not there does, and changes nothing.</summary>
    private static async Task<Exception> ReasonAsync(IDatabase db, RedisKey near, RedisServerException aborted)
    {
        try
        {
            await db.StringSetRangeAsync(near.Append(":probe"), 0, RedisValue.EmptyString);
            return new StoreBusyException("it was so a moment ago", aborted);
        }
        catch (RedisServerException e) when (StoreFaults.IsFull(e))
        {
            return new StoreFullException();
        }
        catch (RedisServerException e)
        {
            return new StoreBusyException(e.Message, e);
        }
    }
}
