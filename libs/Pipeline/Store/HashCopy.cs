using AttentionViz.Pipeline.Jobs;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Store;

/// <summary>Copies fields of one job's hash to another's, a few at a time, so that memory does not grow with the job.</summary>
internal static class HashCopy
{
    private const int FieldsAtOnce = 16;

    /// <exception cref="ResultGoneException">A field is not there.</exception>
    /// <exception cref="JobEndedException">The job that is written to has ended or is gone.</exception>
    public static async Task CopyAsync(
        this IDatabase db, RedisKey from, string toJob, RedisKey to, IEnumerable<RedisValue> fields, CancellationToken stop)
    {
        foreach (var part in fields.Chunk(FieldsAtOnce))
        {
            stop.ThrowIfCancellationRequested();
            var values = await db.HashGetAsync(from, part);
            if (values.Any(v => v.IsNull)) throw new ResultGoneException($"{part[Array.FindIndex(values, v => v.IsNull)]} of {from} is no longer in the store");
            await db.WriteHashAsync(toJob, to, [.. part.Zip(values, (field, value) => new HashEntry(field, value))]);
        }
    }
}
