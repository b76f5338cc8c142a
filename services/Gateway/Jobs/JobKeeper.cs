using AttentionViz.Pipeline.Corpora;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Store;
using AttentionViz.Pipeline.Tenants;
using StackExchange.Redis;

namespace AttentionViz.Gateway.Jobs;

/// <summary>Keeps unfinished jobs and the corpora they read, however long they wait and run (<see cref="JobLease"/>).</summary>
internal sealed class JobKeeper(TenantAccounts accounts, JobStore jobs, CorpusStore corpora, TimeProvider clock, ILogger<JobKeeper> log) : BackgroundService
{
    private static readonly TimeSpan Every = JobLease.Lifetime / 24;

    /// <summary>Renews every lease once.</summary>
    public async Task KeepAllAsync()
    {
        foreach (var jobId in await accounts.ListUnfinishedJobsAsync())
        {
            if (await jobs.FindAsync(jobId) is not { } job) continue;
            try
            {
                await jobs.KeepAsync(jobId);
                if (job.Spec.ReuseVectorsOf.Length == 0 && await corpora.FindAsync(job.Corpus.CorpusId) is { Corpus: var corpus }) await corpora.ExtendAsync(corpus, JobLease.Lifetime);
            }
            catch (Exception e) when (e is JobEndedException or StoreFullException)
            {
                // It has ended since it was listed, or is about to.
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await KeepAllAsync();
            }
            catch (Exception e) when (e is RedisException || StoreFaults.IsOutage(e))
            {
                log.JobsNotKept(e);
            }
        }
    }
}
