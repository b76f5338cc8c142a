using AttentionViz.Gateway.Tests.Fixtures;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Store;
using AttentionViz.Testing;
using AttentionViz.V1;
using Grpc.Core;
using StackExchange.Redis;

namespace AttentionViz.Gateway.Tests;

public sealed class JobTests(GatewayHost host)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SubmitJob_NothingChosen_FillsDefaults()
    {
        var job = await host.SubmitAsync();

        Assert.Equal(JobState.Queued, job.State);
        Assert.Equal(1, job.LastSequence);
        var spec = job.Spec;
        Assert.Equal(AlignmentMode.TranslateScale, spec.Alignment);
        Assert.Equal(DistanceMetric.Euclidean, spec.Metric);
        Assert.Equal([(MapMethod.Tsne, 2), (MapMethod.Umap, 2), (MapMethod.Pca, 2)], spec.Maps.Select(m => (m.Method, m.Dimensions)));
        Assert.Equal((1000, true, 64, JobPriority.Normal), (spec.TokenBudget, spec.RetainVectors, spec.MaxSequenceTokens, spec.Priority));
        Assert.Equal((500, 15, 0.1), (spec.Tsne.MaxIterations, spec.Umap.Neighbors, spec.Umap.MinDistance));
        Assert.False(spec.Tsne.HasPerplexity);
        Assert.False(spec.Umap.HasEpochs);
        Assert.Equal(7 * 24 * 3600, spec.Ttl.Seconds);
        Assert.NotEmpty(spec.CorpusId);
        await PlannedAsync(job.JobId, 1);
    }

    [Fact]
    public async Task SubmitJob_SameRequestId_ReturnsFirstAndAsksOnce()
    {
        var requestId = Guid.NewGuid().ToString();
        var first = await host.SubmitAsync(r => r.RequestId = requestId);
        // Whatever else the repeat says.
        var second = await host.SubmitAsync(r => (r.RequestId, r.Spec.ModelId) = (requestId, "unknown"));

        Assert.Equal(first.JobId, second.JobId);
        // As if the first call had died before its message went out.
        await host.Get<IConnectionMultiplexer>().GetDatabase().HashDeleteAsync(Keys.Job(first.JobId), JobStore.AskedField);
        await host.SubmitAsync(r => r.RequestId = requestId);
        await host.SubmitAsync(r => r.RequestId = requestId);
        await PlannedAsync(first.JobId, 2);
        Assert.Equal(2, host.Plans.CountOf(first.JobId));
    }

    [Fact]
    public async Task SubmitJob_SameRequestIdAtOnce_MakesOneJobAndKeepsOneCorpus()
    {
        var requestId = Guid.NewGuid().ToString();
        var name = new string('n', 60) + requestId;
        var jobs = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => host.SubmitAsync(r =>
        {
            r.RequestId = requestId;
            r.InlineCorpus.Header.Name = name;
            r.Spec.Labels["request"] = requestId;
        })));

        Assert.Single(jobs.Select(j => j.JobId).Distinct());
        Assert.Equal([jobs[0].JobId], (await ListAsync(requestId, l => l.Labels["request"] = requestId)).Select(j => j.JobId));
        Assert.Equal(jobs[0].JobId, jobs[0].Spec.CorpusId);
    }

    [Fact]
    public async Task ListJobs_Pages_GiveEveryJobOnceNewestFirst()
    {
        var test = Guid.NewGuid().ToString();
        var submitted = new List<string>();
        for (var i = 0; i < 7; i++) submitted.Add((await host.SubmitAsync(r => r.Spec.Labels["test"] = test)).JobId);

        var request = new ListJobsRequest { PageSize = 3, Labels = { ["test"] = test } };
        var seen = new List<string>();
        var sizes = new List<int>();
        do
        {
            var page = await host.Jobs.ListJobsAsync(request, cancellationToken: Token);
            seen.AddRange(page.Jobs.Select(j => j.JobId));
            sizes.Add(page.Jobs.Count);
            request.PageToken = page.NextPageToken;
            // Neither a newer job nor the loss of the job a page ended at moves the others.
            if (sizes.Count == 1)
            {
                await host.SubmitAsync(r => r.Spec.Labels["test"] = test);
                await host.Get<JobStore>().DeleteAsync(seen[^1]);
            }
        }
        while (request.PageToken.Length > 0);

        Assert.Equal([3, 3, 1], sizes);
        Assert.Equal(Enumerable.Reverse(submitted), seen);
    }

    [Fact]
    public async Task ListJobs_Filters_ByStateAndLabels()
    {
        var test = Guid.NewGuid().ToString();
        var cancelled = await host.SubmitAsync(r => { r.Spec.Labels["test"] = test; r.Spec.Labels["kind"] = "a"; });
        var queued = await host.SubmitAsync(r => r.Spec.Labels["test"] = test);
        await CancelAsync(cancelled.JobId);

        Assert.Equal([cancelled.JobId], (await ListAsync(test, l => l.States.Add(JobState.Cancelled))).Select(j => j.JobId));
        Assert.Equal([queued.JobId], (await ListAsync(test, l => l.States.Add([JobState.Queued, JobState.Failed]))).Select(j => j.JobId));
        Assert.Equal([cancelled.JobId], (await ListAsync(test, l => l.Labels["kind"] = "a")).Select(j => j.JobId));
        Assert.Empty(await ListAsync(test, l => l.Labels["kind"] = "b"));
    }

    [Fact]
    public async Task ListJobs_BadRequest_ReportsAllFields()
    {
        var violations = await Faults.AssertAsync(
            async () => await host.Jobs.ListJobsAsync(new ListJobsRequest { PageSize = 1001, PageToken = "nonsense!", States = { (JobState)9 } }),
            StatusCode.InvalidArgument, "INVALID_REQUEST");
        Assert.Equal(["page_size", "page_token", "states[0]"], violations.Select(v => v.Split(':')[0]));
    }

    [Fact]
    public async Task CancelJob_NoWorkerHasBegun_EndsAtOnce()
    {
        var job = await host.SubmitAsync();

        var asked = (await host.Jobs.CancelJobAsync(new CancelJobRequest { JobId = job.JobId }, cancellationToken: Token)).Job;
        Assert.Equal(JobState.Cancelled, asked.State);
    }

    [Fact]
    public async Task CancelJob_AWorkerIsAtIt_EndsOnceItsUnitIsGivenUp()
    {
        var job = await host.SubmitAsync();
        Assert.Equal(UnitStart.Begun, await host.Get<JobFlow>().BeginAsync(job.JobId, JobUnit.Plan));

        var asked = (await host.Jobs.CancelJobAsync(new CancelJobRequest { JobId = job.JobId }, cancellationToken: Token)).Job;
        Assert.Equal(JobState.Cancelling, asked.State);
        await host.Get<JobFlow>().AbandonAsync(job.JobId, JobUnit.Plan);

        var again = (await host.Jobs.CancelJobAsync(new CancelJobRequest { JobId = job.JobId }, cancellationToken: Token)).Job;
        Assert.Equal(JobState.Cancelled, again.State);
        Assert.Equal(3, again.LastSequence);
    }

    [Fact]
    public async Task DeleteJob_Running_IsRefused()
    {
        var job = await host.SubmitAsync();
        await Faults.AssertAsync(
            async () => await host.Jobs.DeleteJobAsync(new DeleteJobRequest { JobId = job.JobId }), StatusCode.FailedPrecondition, "JOB_RUNNING", "CancelJob");
    }

    [Fact]
    public async Task DeleteJob_Ended_LeavesNoKey()
    {
        var requestId = Guid.NewGuid().ToString();
        var seeded = await SeededJob.CreateAsync(host, requestId: requestId);
        Assert.True((await host.KeysAsync($"*{seeded.JobId}*")).Count >= 10);

        await host.Jobs.DeleteJobAsync(new DeleteJobRequest { JobId = seeded.JobId }, cancellationToken: Token);

        Assert.Empty(await host.KeysAsync($"*{seeded.JobId}*"));
        Assert.Empty(await host.KeysAsync($"*{requestId}*"));
        Assert.DoesNotContain(seeded.JobId, await host.Get<JobStore>().ListAsync(null, null, Token).SelectMany(places => places).Select(p => p.Id).ToListAsync(Token));
    }

    [Fact]
    public async Task DeleteJob_InlineCorpus_GoesWithIt()
    {
        var job = await host.SubmitAsync();
        await CancelAsync(job.JobId);
        await host.Jobs.DeleteJobAsync(new DeleteJobRequest { JobId = job.JobId }, cancellationToken: Token);
        Assert.Empty(await host.KeysAsync($"*{job.JobId}*"));
    }

    [Fact]
    public async Task Job_Unknown_IsNotFound()
    {
        foreach (var call in new Func<Task>[]
        {
            async () => await host.Jobs.GetJobAsync(new GetJobRequest { JobId = "none" }),
            async () => await host.Jobs.CancelJobAsync(new CancelJobRequest { JobId = "none" }),
            async () => await host.Jobs.DeleteJobAsync(new DeleteJobRequest { JobId = "none" }),
            async () => await host.Jobs.WatchJob(new WatchJobRequest { JobId = "none" }).ReadAllAsync(),
            async () => await host.Atlas.GetAtlasAsync(new GetAtlasRequest { JobId = "none" }),
        })
        {
            await Faults.AssertAsync(call, StatusCode.NotFound, "JOB_NOT_FOUND", "'none'", "ListJobs");
        }
    }

    private async Task CancelAsync(string jobId) =>
        await host.Jobs.CancelJobAsync(new CancelJobRequest { JobId = jobId }, cancellationToken: Token);

    private async Task<IReadOnlyList<Job>> ListAsync(string test, Action<ListJobsRequest> change)
    {
        var request = new ListJobsRequest();
        change(request);
        if (!request.Labels.ContainsKey("request")) request.Labels["test"] = test;
        return (await host.Jobs.ListJobsAsync(request, cancellationToken: Token)).Jobs;
    }

    private Task PlannedAsync(string jobId, int times) =>
        Eventually.HoldsAsync(() => Task.FromResult(host.Plans.CountOf(jobId) >= times), $"planning was asked for {times} times", Token);
}
