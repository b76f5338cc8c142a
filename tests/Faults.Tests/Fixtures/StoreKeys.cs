using AttentionViz.Testing;

namespace AttentionViz.Faults.Tests;

/// <summary>What a job leaves in the store.</summary>
internal static class StoreKeys
{
    // Indices, accounts, models and recent rates: kept for all jobs together, and bounded.
    private static readonly string[] Shared = ["av:jobs", "av:corpora", "av:models", "av:model:", "av:rates:", "av:count:", "av:{accounts}:", "av:workers", "av:slots", "av:gateways"];

    public static async Task<HashSet<string>> AllAsync(Deployment deployment)
    {
        await using var redis = await deployment.ConnectAsync();
        return [.. await GarnetFixture.KeysAsync(redis)];
    }

    /// <summary>Nothing is there that was not there before, but for what is kept for all jobs and for the corpus.</summary>
    public static async Task NoneLeftAsync(Deployment deployment, IReadOnlySet<string> before, string jobId, string corpusId)
    {
        var now = await AllAsync(deployment);
        Assert.DoesNotContain(now, key => key.Contains(jobId, StringComparison.Ordinal));
        Assert.DoesNotContain(now, key => !before.Contains(key) && !key.Contains(corpusId, StringComparison.Ordinal) && !Shared.Any(key.StartsWith));
        await using var redis = await deployment.ConnectAsync();
        Assert.Null(await redis.GetDatabase().SortedSetScoreAsync("av:jobs", jobId));
    }
}
