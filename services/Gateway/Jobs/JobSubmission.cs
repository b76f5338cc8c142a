using AttentionViz.Gateway.Corpora;
using AttentionViz.Gateway.Hosting;
using AttentionViz.Gateway.Jobs.Validation;
using AttentionViz.Gateway.Models;
using AttentionViz.Gateway.Quotas;
using AttentionViz.Gateway.Security;
using AttentionViz.Pipeline.Corpora;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Messages;
using AttentionViz.Pipeline.Models;
using AttentionViz.Pipeline.Store;
using AttentionViz.Pipeline.Tenants;
using AttentionViz.V1;
using MassTransit;
using Microsoft.Extensions.Options;

namespace AttentionViz.Gateway.Jobs;

/// <summary>Takes jobs in: checks, stores, and asks for their planning.</summary>
internal sealed class JobSubmission(
    SpecValidator validator, EarlierJobRules earlier, CorpusUploads uploads, CorpusLookup corpora, CorpusStore stored, ModelCatalog models, JobStore jobs, JobLookup lookup,
    Callers callers, Admission admission, IBus bus, IOptions<GatewayOptions> options, IOptions<StoreOptions> store, TimeProvider clock, ILogger<JobSubmission> log)
{
    public async Task<Job> SubmitAsync(SubmitJobRequest request, CancellationToken cancellationToken)
    {
        // A repeat gets its job whatever has become of the model and the corpus since.
        if (request.RequestId.Length > 0 && await jobs.FindByRequestAsync(callers.Current.Tenant, request.RequestId) is { } first)
            return await RepeatAsync(first, request.RequestId, cancellationToken);

        var spec = request.Spec ?? new JobSpec();
        var model = spec.ModelId.Length == 0 ? null : await models.FindAsync(spec.ModelId);
        var corpus = spec.CorpusId.Length == 0 ? null : await corpora.FindAsync(spec.CorpusId);
        validator.Check(request, model, corpus);
        if (model is null) throw ModelGrpc.NotFound(spec.ModelId, await models.ListAsync());
        if (corpus is null && request.InlineCorpus is null) throw CorpusLookup.NotFound(spec.CorpusId);
        ModelRules.RequireUsable(spec, model);
        await earlier.RequireSameTokensAsync(request, corpus);

        // An inline corpus bears the id of its job, so that it can be deleted with it.
        var jobId = RandomId.Create();
        var ttl = spec.Ttl?.ToTimeSpan() ?? store.Value.JobTtl;
        spec = JobSpecDefaults.Fill(spec, model, corpus?.CorpusId ?? jobId, ttl, options.Value.DefaultTokenBudget);
        var booking = await BookAsync(jobId, spec, model, corpus, request.InlineCorpus);
        var stands = "";
        try
        {
            stands = await CreateAsync(jobId, request, spec, model, corpus, ttl);
        }
        finally
        {
            if (stands != jobId) await TakeBackAsync(booking, isInline: corpus is null);
        }

        return stands == jobId ? await lookup.RequireAsync(jobId) : await RepeatAsync(stands, request.RequestId, cancellationToken);
    }

    private Task<Booking> BookAsync(string jobId, JobSpec spec, Model model, Corpus? corpus, InlineCorpus? inline)
    {
        var tokens = corpus is null
            ? ExpectedTokens.Of(spec, model, inline!.Header.Format, inline.Content.Length, sequences: 0)
            : ExpectedTokens.Of(spec, model, corpus.Format, corpus.Bytes, corpus.Sequences);
        return admission.BookJobAsync(jobId, tokens, ResultBytes.Expect(spec, model));
    }

    /// <summary>Nothing is left of a job that did not come about.</summary>
    private async Task TakeBackAsync(Booking booking, bool isInline)
    {
        await admission.CancelAsync(booking);
        if (!isInline) return;
        await stored.DeleteAsync(booking.Id);
        await admission.ForgetCorpusAsync(booking.Tenant, booking.Id);
    }

    /// <summary>Not to be broken off: a job without its message, or the other way round, would help nobody.</summary>
    private async Task<string> CreateAsync(string jobId, SubmitJobRequest request, JobSpec spec, Model model, Corpus? corpus, TimeSpan ttl)
    {
        corpus ??= await UploadAsync(jobId, request.InlineCorpus);
        await stored.ExtendAsync(corpus, ttl);
        var record = new JobRecord(jobId, spec, model, corpus, ttl, clock.GetUtcNow()) { Tenant = callers.Current.Tenant };
        var stands = await jobs.CreateAsync(record, request.RequestId);
        if (stands != jobId) return stands;
        try
        {
            await bus.Publish(new PlanJob(jobId), CancellationToken.None);
        }
        catch
        {
            // Nobody would ever take it up: better that the caller knows, and tries again.
            await jobs.DeleteAsync(jobId);
            throw;
        }

        log.JobQueued(jobId, model.ModelId, corpus.CorpusId, record.Heads().Count);
        return jobId;
    }

    private async Task<Job> RepeatAsync(string jobId, string requestId, CancellationToken cancellationToken)
    {
        log.JobRepeated(jobId, requestId);
        // The first submission may have died before its message went out; planning twice does no harm.
        if (await jobs.StateAsync(jobId) == JobState.Queued) await bus.Publish(new PlanJob(jobId), cancellationToken);
        return await lookup.RequireAsync(jobId);
    }

    private async Task<Corpus> UploadAsync(string corpusId, InlineCorpus inline)
    {
        await using var upload = uploads.Begin(corpusId, inline.Header, "inline_corpus.content");
        await upload.PushAsync(inline.Content.Memory);
        return await upload.FinishAsync();
    }
}
