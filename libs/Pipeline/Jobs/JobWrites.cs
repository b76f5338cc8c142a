using AttentionViz.Pipeline.Observability;
using AttentionViz.Pipeline.Store;
using AttentionViz.V1;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Jobs;

/// <summary>
/// Changes to the keys of a job that goes on. Once it has ended or was deleted they are refused, so that a worker that has
/// not heard of it brings no key back and changes no result.
/// </summary>
public static class JobWrites
{
    /// <summary>Field of the record that is there until the job ends, or is emptied.</summary>
    internal const string UnfinishedField = "unfinished";

    /// <summary>Bytes of one transaction, unless a single field has more: a millisecond or two of the store's time.</summary>
    private const long MostBytes = 1 << 20;

    /// <summary>Makes the changes in one transaction.</summary>
    /// <param name="write">Queues the changes; called again when the record changed at that moment.</param>
    /// <param name="written">Keys that come into being by them, to be given a time to live.</param>
    /// <exception cref="JobEndedException">The job has ended or is gone; nothing was changed.</exception>
    public static async Task WriteAsync(this IDatabase db, string jobId, Action<ITransaction> write, params RedisKey[] written)
    {
        while (true)
        {
            var transaction = db.CreateTransaction();
            var unfinished = transaction.RequireUnfinished(jobId);
            write(transaction);
            foreach (var key in written) _ = transaction.KeyExpireAsync(key, JobLease.Lifetime);
            if (await transaction.CommitAsync(db, Keys.Job(jobId))) return;
            await db.RequireGoesOnAsync(jobId, unfinished);
        }
    }

    /// <summary>Sets fields of a hash, in transactions small enough that others need not wait for them.</summary>
    /// <exception cref="JobEndedException">The job has ended or is gone; some fields may have been set before.</exception>
    public static async Task WriteHashAsync(this IDatabase db, string jobId, RedisKey hash, IReadOnlyList<HashEntry> entries)
    {
        for (var (at, count) = (0, 0); at < entries.Count; at += count)
        {
            var bytes = 0L;
            for (count = 0; at + count < entries.Count; count++)
            {
                bytes += entries[at + count].Value.Length();
                if (count > 0 && bytes > MostBytes) break;
            }

            HashEntry[] some = [.. entries.Skip(at).Take(count)];
            await db.WriteAsync(jobId, t => _ = t.HashSetAsync(hash, some), hash);
            StoreMetrics.Wrote(hash, some.Sum(e => e.Value.Length()));
        }
    }

    /// <summary>
    /// Returns where the job goes on although the condition was not met: that is also what the client library tells of a transaction
    /// whose connection was silent for some seconds. The job's record itself decides.
    /// </summary>
    /// <exception cref="JobEndedException">The job has ended or is gone.</exception>
    /// <exception cref="StoreFullException">It is about to fail for want of memory.</exception>
    internal static async Task RequireGoesOnAsync(this IDatabase db, string jobId, ConditionResult unfinished)
    {
        if (unfinished.WasSatisfied) return;
        var record = await db.HashGetAsync(Keys.Job(jobId), ["state", UnfinishedField]);
        if (record[1].HasValue) return;
        throw IsEmptied(record) ? new StoreFullException() : new JobEndedException(jobId);
    }

    /// <summary>Whether the job was emptied and has not ended yet.</summary>
    internal static async Task<bool> IsEmptiedAsync(this IDatabase db, string jobId) =>
        IsEmptied(await db.HashGetAsync(Keys.Job(jobId), ["state", UnfinishedField]));

    private static bool IsEmptied(RedisValue[] record) => record[1].IsNull && ((JobState)(int)record[0]).IsActive();

    internal static ConditionResult RequireUnfinished(this ITransaction transaction, string jobId) =>
        transaction.AddCondition(Condition.HashExists(Keys.Job(jobId), UnfinishedField));
}
