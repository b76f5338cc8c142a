using AttentionViz.Pipeline.Store;
using AttentionViz.V1;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Jobs;

/// <summary>Which jobs read a corpus. Those that have ended are forgotten when they are met.</summary>
internal sealed class CorpusReaders(IConnectionMultiplexer redis)
{
    private readonly IDatabase _db = redis.GetDatabase();

    /// <summary>Notes a reader before its job is there.</summary>
    public async Task AddAsync(string corpusId, string jobId)
    {
        var readers = Keys.CorpusReaders(corpusId);
        var ended = await EndedAsync([.. (await _db.SetRandomMembersAsync(readers, 8)).Select(m => m.ToString()).Distinct()]);
        if (ended.Count > 0) await _db.SetRemoveAsync(readers, [.. ended.Select(id => (RedisValue)id)]);
        // It goes with its corpus, which whoever keeps it keeps together with this.
        var lifetime = await _db.KeyTimeToLiveAsync(Keys.Corpus(corpusId)) ?? JobLease.Lifetime;
        var transaction = _db.CreateTransaction();
        _ = transaction.SetAddAsync(readers, jobId);
        _ = transaction.KeyExpireAsync(readers, lifetime);
        await transaction.CommitAsync(_db, readers);
    }

    /// <summary>A reader that has not ended; null when there is none.</summary>
    /// <param name="besides">A job that does not count.</param>
    public async Task<string?> FindUnfinishedAsync(string corpusId, string besides)
    {
        var readers = (await _db.SetMembersAsync(Keys.CorpusReaders(corpusId))).Select(m => m.ToString()).Where(id => id != besides).ToList();
        var states = await Task.WhenAll(readers.Select(StateAsync));
        return readers.Where((_, i) => states[i] != JobState.Unspecified && !states[i].IsFinal()).FirstOrDefault();
    }

    /// <summary>Those that have ended. One without a record may be on its way into the store.</summary>
    private async Task<IReadOnlyList<string>> EndedAsync(IReadOnlyList<string> jobIds)
    {
        var states = await Task.WhenAll(jobIds.Select(StateAsync));
        return [.. jobIds.Where((_, i) => states[i].IsFinal())];
    }

    private async Task<JobState> StateAsync(string jobId) => (JobState)(int)await _db.HashGetAsync(Keys.Job(jobId), "state");
}
