using AttentionViz.EndToEnd.Tests;
using AttentionViz.V1;
using Google.Protobuf.WellKnownTypes;

namespace AttentionViz.Conformance.Tests.Cases;

internal static class JobCases
{
    public static IEnumerable<Case> All =>
    [
        new Case("JobService.SubmitJob", "a new job", _ => Submission("")).Without<SubmitJobResponse>(r => Forget(r.Job)),
        new Case("JobService.SubmitJob", "a repeat", _ => Submission("conformance-repeat")).Without<SubmitJobResponse>(r => r.Job = new Job { Spec = r.Job.Spec, JobId = r.Job.JobId, CreateTime = r.Job.CreateTime }),
        new Case("JobService.EstimateJob", "a corpus", w => new EstimateJobRequest { Spec = World.Spec(w.Corpus.CorpusId) }).Without<EstimateJobResponse>(Forget),
        new("JobService.GetJob", "a finished job", w => new GetJobRequest { JobId = w.JobId }),
        new("JobService.ListJobs", "a page", async (w, stop) => [new ListJobsRequest { PageSize = 2, PageToken = await BehindOtherJobAsync(w, stop), States = { JobState.Succeeded, JobState.Failed } }]),
        new("JobService.ListJobs", "by label", _ => new ListJobsRequest { Labels = { [World.Label] = "1" } }),
        new Case("JobService.CancelJob", "a finished job", w => new CancelJobRequest { JobId = w.JobId }),
        new Case("JobService.ExtendJob", "a finished job", w => new ExtendJobRequest { JobId = w.ImageJobId, Ttl = Duration.FromTimeSpan(TimeSpan.FromHours(3)) }).Without<ExtendJobResponse>(r => r.Job.ExpireTime = r.Job.UpdateTime = null),
        new Case("JobService.DeleteJob", "a finished job", async (w, stop) => [new DeleteJobRequest { JobId = await w.RunTinyAsync(stop) }]),
        new Case("JobService.WatchJob", "a finished job", w => new WatchJobRequest { JobId = w.JobId }).Without<WatchJobResponse>(Forget),
        new Case("JobService.WatchJob", "taken up again", w => new WatchJobRequest { JobId = w.JobId, AfterSequence = 3 }).Without<WatchJobResponse>(Forget),
    ];

    // What came before the jobs of the world stays as it is, whatever other tests submit.
    private static async Task<string> BehindOtherJobAsync(World world, CancellationToken stop) =>
        (await world.Platform.Jobs.ListJobsAsync(new ListJobsRequest { PageSize = 1, Labels = { [World.Label] = "1" } }, cancellationToken: stop)).NextPageToken;

    private static SubmitJobRequest Submission(string requestId) => new()
    {
        RequestId = requestId,
        Spec = new JobSpec { ModelId = World.Model, Layers = { 1 }, Heads = { new HeadRef { Layer = 1, Head = 3 } }, Seed = ulong.MaxValue, Tsne = new TsneParameters { Perplexity = 5 }, Labels = { ["a"] = "ä" } },
        InlineCorpus = PlatformCalls.Inline("the red bird sang\na bank by the river\n"),
    };

    private static void Forget(Job job)
    {
        Assert.NotEmpty(job.JobId);
        job.JobId = job.Spec.CorpusId = "";
        job.CreateTime = job.UpdateTime = job.ExpireTime = null;
        (job.State, job.LastSequence) = (JobState.Unspecified, 0);
        job.Stages.Clear();
    }

    // Times are measured anew with every job that ends.
    private static void Forget(EstimateJobResponse estimate)
    {
        estimate.JobsAhead = 0;
        foreach (var stage in estimate.Stages) (stage.Rate, stage.Duration, stage.Basis) = (0, null, EstimateBasis.Unspecified);
    }

    // The time of a snapshot is that of the call.
    private static void Forget(WatchJobResponse message)
    {
        if (message.Snapshot is not null) message.Time = null;
    }
}
