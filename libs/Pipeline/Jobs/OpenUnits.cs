using AttentionViz.Pipeline.Store;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Jobs;

/// <summary>The units of a job that were asked for and are not settled.</summary>
public sealed class OpenUnits(IConnectionMultiplexer redis)
{
    private readonly IDatabase _db = redis.GetDatabase();

    /// <summary>Those that no worker is at, and those that one is.</summary>
    public async Task<(IReadOnlyList<string> Waiting, IReadOnlyList<string> Begun)> ReadAsync(string jobId)
    {
        // One transaction: a unit that goes from one set to the other is in one of them.
        var transaction = _db.CreateTransaction();
        var (waiting, begun) = (transaction.SetMembersAsync(Keys.WaitingUnits(jobId)), transaction.SetMembersAsync(Keys.BegunUnits(jobId)));
        await transaction.CommitWholeAsync(_db, Keys.Job(jobId));
        return ([.. (await waiting).Select(u => u.ToString())], [.. (await begun).Select(u => u.ToString())]);
    }
}
