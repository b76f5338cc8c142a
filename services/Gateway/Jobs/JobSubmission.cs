using AttentionViz.Gateway.Corpora;
using AttentionViz.Gateway.Hosting;
using AttentionViz.Gateway.Jobs.Estimates;
using AttentionViz.Gateway.Quotas;
using AttentionViz.Gateway.Security;
using AttentionViz.Pipeline.Bus;
using AttentionViz.Pipeline.Corpora;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Jobs.Rates;
using AttentionViz.Pipeline.Messages;
using AttentionViz.Pipeline.Observability;
using AttentionViz.Pipeline.Store;
using AttentionViz.Pipeline.Tenants;
using AttentionViz.V1;
using MassTransit;
using Microsoft.Extensions.Options;

namespace AttentionViz.Gateway.Jobs;

/// <summary>Takes jobs in: checks, stores, and asks for their planning.</summary>
internal sealed class JobSubmission(
    JobChecks checks, CorpusUploads uploads, CorpusStore corpora, JobStore jobs, JobLookup lookup,
    Callers callers, JobSizes sizes, RateStore rates, Admission admission, IBus bus, IOptions<GatewayOptions> options, IOptions<StoreOptions> store, TimeProvider clock, ILogger<JobSubmission> log)
{
    public async Task<Job> SubmitAsync(SubmitJobRequest request, CancellationToken cancellationToken)
    {
        // A repeat gets its job whatever has become of the model and the corpus since.
        if (request.RequestId.Length > 0 && await jobs.FindByRequestAsync(callers.Current.Tenant, request.RequestId) is { } first)
            return await RepeatAsync(first, request.RequestId);

        var job = await checks.CheckAsync(request);
        // An inline corpus bears the id of its job, so that it can be deleted with it.
        var jobId = RandomId.Create();
        var ttl = job.Spec.Ttl?.ToTimeSpan() ?? store.Value.JobTtl;
        job = job with { Spec = JobSpecDefaults.Fill(job.Spec, job.Model, job.Corpus?.CorpusId ?? jobId, ttl, options.Value.DefaultTokenBudget) };
        var booking = await BookAsync(jobId, job, request.InlineCorpus, cancellationToken);
        var stands = "";
        try
        {
            stands = await CreateAsync(jobId, request, job, ttl);
        }
        finally
        {
            if (stands != jobId) await TakeBackAsync(booking, isInline: job.Corpus is null);
        }

        return stands == jobId ? await lookup.RequireAsync(jobId) : await RepeatAsync(stands, request.RequestId);
    }

    private async Task<Booking> BookAsync(string jobId, CheckedJob job, InlineCorpus? inline, CancellationToken cancellationToken)
    {
        var size = await sizes.MeasureAsync(job, job.Spec, inline, await rates.RecentAsync(Stage.Planning), cancellationToken);
        // Vectors that are there already cost no tokens.
        return await admission.BookJobAsync(jobId, job.Reused is null ? size.Tokens.Tokens : 0, size.StoreBytes, size.PeakStoreBytes);
    }

    /// <summary>Nothing is left of a job that did not come about.</summary>
    private async Task TakeBackAsync(Booking booking, bool isInline)
    {
        await admission.CancelAsync(booking);
        if (!isInline) return;
        await corpora.DeleteAsync(booking.Id);
        await admission.ForgetCorpusAsync(booking.Tenant, booking.Id);
    }

    /// <summary>Not to be broken off: a job without its message, or the other way round, would help nobody.</summary>
    private async Task<string> CreateAsync(string jobId, SubmitJobRequest request, CheckedJob job, TimeSpan ttl)
    {
        var corpus = job.Corpus ?? await UploadAsync(jobId, request.InlineCorpus);
        if (job.Reused is null) await corpora.ExtendAsync(corpus, ttl > JobLease.Lifetime ? ttl : JobLease.Lifetime);
        using var submitting = JobTrace.Begin(jobId, job.Model.ModelId, out var trace);
        var record = new JobRecord(jobId, job.Spec, job.Model, corpus, ttl, clock.GetUtcNow()) { Tenant = callers.Current.Tenant, Trace = trace };
        var stands = await jobs.CreateAsync(record, request.RequestId);
        if (stands != jobId) return stands;
        try
        {
            await AskAsync(jobId, job.Spec.Priority);
        }
        catch
        {
            // Nobody would ever take it up: better that the caller knows, and tries again.
            await jobs.DeleteAsync(jobId);
            throw;
        }

        JobMetrics.Submitted();
        log.JobQueued(jobId, job.Model.ModelId, corpus.CorpusId, record.Heads().Count);
        return jobId;
    }

    private async Task<Job> RepeatAsync(string jobId, string requestId)
    {
        log.JobRepeated(jobId, requestId);
        // The first submission may have died before its message went out. Planning twice does no harm, but is work for nothing.
        var job = await lookup.RequireAsync(jobId);
        if (job.State == JobState.Queued && !await jobs.WasAskedAsync(jobId)) await AskAsync(jobId, job.Spec.Priority);
        return job;
    }

    private async Task AskAsync(string jobId, JobPriority priority)
    {
        await bus.PublishSoonAsync(PlanJob.Of(priority, jobId), CancellationToken.None);
        await jobs.NoteAskedAsync(jobId);
    }

    private async Task<Corpus> UploadAsync(string corpusId, InlineCorpus inline)
    {
        await using var upload = uploads.Begin(corpusId, inline.Header, "inline_corpus.content");
        await upload.PushAsync(inline.Content.Memory);
        return await upload.FinishAsync();
    }
}
