using AttentionViz.Gateway.Corpora;
using AttentionViz.Gateway.Hosting;
using AttentionViz.Pipeline.Corpora;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Messages;
using AttentionViz.Pipeline.Store;
using AttentionViz.V1;
using MassTransit;
using Microsoft.Extensions.Options;

namespace AttentionViz.Gateway.Jobs;

/// <summary>Takes jobs in: checks, stores, and asks for their planning.</summary>
internal sealed class JobSubmission(
    JobChecks checks, CorpusUploads uploads, CorpusStore corpora, JobStore jobs, JobLookup lookup, IBus bus,
    IOptions<GatewayOptions> options, IOptions<StoreOptions> store, TimeProvider clock, ILogger<JobSubmission> log)
{
    public async Task<Job> SubmitAsync(SubmitJobRequest request, CancellationToken cancellationToken)
    {
        // A repeat gets its job whatever has become of the model and the corpus since.
        if (request.RequestId.Length > 0 && await jobs.FindByRequestAsync(request.RequestId) is { } first)
            return await RepeatAsync(first, request.RequestId, cancellationToken);

        var job = await checks.CheckAsync(request);
        var jobId = Guid.CreateVersion7(clock.GetUtcNow()).ToString("n");
        var inline = job.Corpus is null;
        // An inline corpus bears the id of its job, so that it can be deleted with it.
        var corpus = job.Corpus ?? await UploadAsync(jobId, request.InlineCorpus);
        string stands;
        try
        {
            stands = await CreateAsync(jobId, request.RequestId, job, corpus);
        }
        catch
        {
            if (inline) await corpora.DeleteAsync(jobId);
            throw;
        }

        if (stands == jobId) return await lookup.RequireAsync(jobId);
        if (inline) await corpora.DeleteAsync(jobId);
        return await RepeatAsync(stands, request.RequestId, cancellationToken);
    }

    /// <summary>Not to be broken off: a job without its message, or the other way round, would help nobody.</summary>
    private async Task<string> CreateAsync(string jobId, string requestId, CheckedJob job, Corpus corpus)
    {
        var ttl = job.Spec.Ttl?.ToTimeSpan() ?? store.Value.JobTtl;
        var spec = JobSpecDefaults.Fill(job.Spec, job.Model, corpus.CorpusId, ttl, options.Value.DefaultTokenBudget);
        if (job.Reused is null) await corpora.ExtendAsync(corpus, ttl > JobLease.Lifetime ? ttl : JobLease.Lifetime);
        var record = new JobRecord(jobId, spec, job.Model, corpus, ttl, clock.GetUtcNow());
        var stands = await jobs.CreateAsync(record, requestId);
        if (stands != jobId) return stands;
        try
        {
            await bus.Publish(PlanJob.Of(spec.Priority, jobId), CancellationToken.None);
        }
        catch
        {
            // Nobody would ever take it up: better that the caller knows, and tries again.
            await jobs.DeleteAsync(jobId);
            throw;
        }

        log.JobQueued(jobId, job.Model.ModelId, corpus.CorpusId, record.Heads().Count);
        return jobId;
    }

    private async Task<Job> RepeatAsync(string jobId, string requestId, CancellationToken cancellationToken)
    {
        log.JobRepeated(jobId, requestId);
        // The first submission may have died before its message went out; planning twice does no harm.
        var job = await lookup.RequireAsync(jobId);
        if (job.State == JobState.Queued) await bus.Publish(PlanJob.Of(job.Spec.Priority, jobId), cancellationToken);
        return job;
    }

    private async Task<Corpus> UploadAsync(string corpusId, InlineCorpus inline)
    {
        await using var upload = uploads.Begin(corpusId, inline.Header, "inline_corpus.content");
        await upload.PushAsync(inline.Content.Memory);
        return await upload.FinishAsync();
    }
}
