using AttentionViz.Pipeline.Jobs;
using AttentionViz.Testing;
using StackExchange.Redis;

namespace AttentionViz.Faults.Tests;

/// <summary>What a job leaves in the store.</summary>
internal static class StoreKeys
{
    // Indices, accounts, models and recent rates: kept for all jobs together, and bounded.
    private static readonly string[] Shared = ["av:jobs", "av:corpora", "av:models", "av:model:", "av:rates:", "av:count:", "av:{accounts}:", "av:workers:", "av:worker:"];

    public static bool IsShared(string key) => Shared.Any(key.StartsWith);

    public static async Task<HashSet<string>> AllAsync(Deployment deployment)
    {
        await using var redis = await deployment.ConnectAsync();
        return [.. await GarnetFixture.KeysAsync(redis)];
    }

    /// <summary>Nothing is there that was not there before, but for what is kept for all jobs, for the corpus and for other jobs, which go on.</summary>
    public static async Task NoneLeftAsync(Deployment deployment, IReadOnlySet<string> before, string jobId, string corpusId)
    {
        await using var redis = await deployment.ConnectAsync();
        var db = redis.GetDatabase();
        var keys = await AllAsync(deployment);
        var jobs = (await db.SortedSetRangeByRankAsync("av:jobs")).Select(id => id.ToString()).ToList();
        Assert.DoesNotContain(jobId, jobs);
        // A corpus that came with its job bears the job's id and goes with it.
        List<string> others = corpusId == jobId ? jobs : [corpusId, .. jobs];
        var left = new List<string>();
        foreach (var key in keys.Where(k => !before.Contains(k) && !IsShared(k) && !others.Any(id => k.Contains(id, StringComparison.Ordinal))))
        {
            if (!await RunsOutAsync(db, key)) left.Add(key);
        }

        Assert.True(left.Count == 0, $"of job {jobId} there is left: {string.Join(' ', left)}");
    }

    /// <summary>The lease of a worker that was killed runs out by itself.</summary>
    private static async Task<bool> RunsOutAsync(IDatabase db, string key)
    {
        if (!key.Contains(":lease:", StringComparison.Ordinal)) return false;
        return await db.KeyTimeToLiveAsync(key) is { } left ? left <= UnitLeases.Lifetime : !await db.KeyExistsAsync(key);
    }
}
