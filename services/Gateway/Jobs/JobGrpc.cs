using AttentionViz.Gateway.Errors;
using AttentionViz.Gateway.Jobs.Estimates;
using AttentionViz.Gateway.Quotas;
using AttentionViz.Pipeline.Corpora;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.V1;
using Google.Rpc;
using Grpc.Core;

namespace AttentionViz.Gateway.Jobs;

internal sealed class JobGrpc(
    JobSubmission submission, JobEstimates estimates, JobListing listing, JobWatch watch, JobLookup lookup, JobLifetimes lifetimes, JobStore store, JobFlow flow,
    CorpusStore corpora, Admission admission, ILogger<JobGrpc> log)
    : JobService.JobServiceBase
{
    public override async Task<SubmitJobResponse> SubmitJob(SubmitJobRequest request, ServerCallContext context) =>
        new() { Job = await submission.SubmitAsync(request, context.CancellationToken) };

    public override Task<EstimateJobResponse> EstimateJob(EstimateJobRequest request, ServerCallContext context) =>
        estimates.EstimateAsync(request, context.CancellationToken);

    public override async Task<GetJobResponse> GetJob(GetJobRequest request, ServerCallContext context) =>
        new() { Job = await lookup.RequireAsync(request.JobId) };

    public override Task<ListJobsResponse> ListJobs(ListJobsRequest request, ServerCallContext context) =>
        listing.ListAsync(request, context.CancellationToken);

    public override async Task<CancelJobResponse> CancelJob(CancelJobRequest request, ServerCallContext context)
    {
        await lookup.RequireAsync(request.JobId);
        await flow.CancelAsync(request.JobId);
        log.JobCancelled(request.JobId);
        return new CancelJobResponse { Job = await lookup.RequireAsync(request.JobId) };
    }

    public override async Task<ExtendJobResponse> ExtendJob(ExtendJobRequest request, ServerCallContext context)
    {
        var job = await lifetimes.ExtendAsync(request);
        log.JobExtended(job.JobId, job.ExpireTime.ToDateTimeOffset());
        return new ExtendJobResponse { Job = job };
    }

    public override async Task<DeleteJobResponse> DeleteJob(DeleteJobRequest request, ServerCallContext context)
    {
        var job = await lookup.RequireAsync(request.JobId);
        if (!job.State.IsFinal())
        {
            throw Fault.Of(
                Code.FailedPrecondition, "JOB_RUNNING", $"job {Fault.Quote(job.JobId)} is {job.State}; cancel it with CancelJob and wait until it has ended",
                ("job_id", job.JobId), ("state", job.State.ToString()));
        }

        // A corpus that came inline bears its job's id and goes with it, unless another job came to need it.
        var tenant = await store.OwnerAsync(job.JobId) ?? "";
        if (await lookup.FindUnfinishedReaderAsync(job.JobId, besides: job.JobId) is null)
        {
            await corpora.DeleteAsync(job.JobId);
            await admission.ForgetCorpusAsync(tenant, job.JobId);
        }

        await store.DeleteAsync(job.JobId);
        await admission.ForgetJobAsync(tenant, job.JobId);
        log.JobDeleted(job.JobId);
        return new DeleteJobResponse();
    }

    public override Task WatchJob(WatchJobRequest request, IServerStreamWriter<WatchJobResponse> responseStream, ServerCallContext context) =>
        watch.RunAsync(request, responseStream, context.CancellationToken);
}
