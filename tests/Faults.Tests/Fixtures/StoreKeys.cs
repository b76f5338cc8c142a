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

    /// <summary>Nothing is there that was not there before, but for what is kept for all jobs and for the corpus.</summary>
    public static async Task NoneLeftAsync(Deployment deployment, IReadOnlySet<string> before, string jobId, string corpusId)
    {
        await using var redis = await deployment.ConnectAsync();
        var left = new List<string>();
        foreach (var key in (await AllAsync(deployment)).Where(k => !before.Contains(k) && !k.Contains(corpusId, StringComparison.Ordinal) && !IsShared(k)))
        {
            if (!await RunsOutAsync(redis.GetDatabase(), key)) left.Add(key);
        }

        Assert.True(left.Count == 0, $"of job {jobId} there is left: {string.Join(' ', left)}");
        Assert.Null(await redis.GetDatabase().SortedSetScoreAsync("av:jobs", jobId));
    }

    /// <summary>The lease of a worker that was killed runs out by itself; that of another job's unit may have gone since it was listed.</summary>
    private static async Task<bool> RunsOutAsync(IDatabase db, string key)
    {
        if (!key.Contains(":lease:", StringComparison.Ordinal)) return false;
        return await db.KeyTimeToLiveAsync(key) is { } left ? left <= UnitLeases.Lifetime : !await db.KeyExistsAsync(key);
    }
}
