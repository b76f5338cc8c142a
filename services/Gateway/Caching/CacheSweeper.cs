using AttentionViz.Pipeline.Jobs;
using StackExchange.Redis;

namespace AttentionViz.Gateway.Caching;

/// <summary>Frees the memory of jobs that were deleted or have expired and that no one asks for any more.</summary>
internal sealed class CacheSweeper(JobCache cache, JobStore jobs, TimeProvider clock) : BackgroundService
{
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SweepAsync();
            }
            catch (Exception e) when (e is RedisException or TimeoutException)
            {
                // Nothing is served while the store is away; the next round looks again.
            }
        }
    }

    internal async Task SweepAsync()
    {
        var kept = cache.Jobs;
        var exist = await Task.WhenAll(kept.Select(jobs.FindTtlAsync));
        for (var i = 0; i < kept.Count; i++)
            if (exist[i] is null) cache.Forget(kept[i]);
    }
}
