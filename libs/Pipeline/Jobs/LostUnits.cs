using AttentionViz.Pipeline.Store;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Jobs;

/// <summary>How often a unit was begun by a worker that was then lost: killed, cut off or hung.</summary>
public sealed class LostUnits(IConnectionMultiplexer redis)
{
    /// <summary>As often as that, the unit itself is taken for the cause.</summary>
    public const int Most = 4;

    private readonly IDatabase _db = redis.GetDatabase();

    public async Task<int> CountAsync(string jobId, string unit) => (int)await _db.HashGetAsync(Keys.UnitProgress(jobId), Field(unit));

    /// <summary>Counts one more.</summary>
    internal static void Add(ITransaction transaction, string jobId, string unit) => _ = transaction.HashIncrementAsync(Keys.UnitProgress(jobId), Field(unit));

    private static string Field(string unit) => $"lost:{unit}";
}
