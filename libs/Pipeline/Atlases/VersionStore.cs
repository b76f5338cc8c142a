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
    /// <exception cref="JobEndedException">The job has ended or is gone.</exception>
    public Task NoteAsync(JobRecord job, string name, string version) =>
        _db.WriteAsync(job.JobId, t => _ = t.SetAddAsync(Keys.Versions(job.JobId), $"{name} {version}"), Keys.Versions(job.JobId));

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
