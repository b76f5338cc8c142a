using System.Reflection;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Store;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Atlases;

/// <summary>Which versions of the software had a hand in an atlas; workers of several versions may have.</summary>
public sealed class VersionStore(IConnectionMultiplexer redis)
{
    private readonly IDatabase _db = redis.GetDatabase();

    /// <summary>Notes a part of the software. Noting it again changes nothing.</summary>
    /// <param name="name">Name without spaces, e.g. "attentionviz.projector".</param>
    public async Task NoteAsync(JobRecord job, string name, string version)
    {
        var transaction = _db.CreateTransaction();
        // A job that was deleted meanwhile must not come back.
        transaction.AddCondition(Condition.KeyExists(Keys.Job(job.JobId)));
        _ = transaction.SetAddAsync(Keys.Versions(job.JobId), $"{name} {version}");
        _ = transaction.KeyExpireAsync(Keys.Versions(job.JobId), job.Ttl);
        await transaction.ExecuteAsync();
    }

    /// <summary>Notes the assembly of <typeparamref name="T"/> under its name in lower case: "attentionviz.extractor".</summary>
    public Task NoteAsync<T>(JobRecord job) => NoteAsync(job, NameOf(typeof(T).Assembly), VersionOf(typeof(T).Assembly));

    /// <summary>Versions by name; several are divided by ", ".</summary>
    public async Task<IReadOnlyDictionary<string, string>> ReadAsync(string jobId) =>
        (await _db.SetMembersAsync(Keys.Versions(jobId)))
            .Select(m => m.ToString().Split(' ', 2))
            .GroupBy(m => m[0], m => m[1])
            .ToDictionary(g => g.Key, g => string.Join(", ", g.Order(StringComparer.Ordinal)));

    public static string NameOf(Assembly assembly) => (assembly.GetName().Name ?? "").ToLowerInvariant();

    /// <summary>Three numbers, as in "0.1.0".</summary>
    public static string VersionOf(Assembly assembly) => assembly.GetName().Version?.ToString(3) ?? "";
}
