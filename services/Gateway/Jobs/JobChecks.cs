using AttentionViz.Gateway.Corpora;
using AttentionViz.Gateway.Jobs.Validation;
using AttentionViz.Gateway.Models;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Models;
using AttentionViz.V1;

namespace AttentionViz.Gateway.Jobs;

/// <summary>A submission in which no fault was found.</summary>
/// <param name="Spec">As it was asked for, with what an earlier job decides filled in.</param>
/// <param name="Corpus">Null when it comes inline.</param>
/// <param name="Reused">The job whose vectors are taken; null when they are to be extracted.</param>
internal sealed record CheckedJob(JobSpec Spec, Model Model, Corpus? Corpus, JobRecord? Reused);

/// <summary>Checks everything of a submission that can be checked before it is kept.</summary>
internal sealed class JobChecks(SpecValidator validator, EarlierJobRules earlier, ReuseRules reuse, CorpusLookup corpora, ModelCatalog models)
{
    public async Task<CheckedJob> CheckAsync(SubmitJobRequest request)
    {
        var reused = await reuse.FindAsync(request.Spec ?? new JobSpec());
        if (reused is not null)
        {
            request = ReuseRules.Fill(request, reused);
            // The model need not be offered any more, nor the corpus be there: all that is needed of them is with the earlier job.
            validator.Check(request, reused.Model, reused.Corpus);
            await earlier.RequireSameTokensAsync(request, reused.Corpus);
            return new CheckedJob(request.Spec, reused.Model, reused.Corpus, reused);
        }

        var spec = request.Spec ?? new JobSpec();
        var model = spec.ModelId.Length == 0 ? null : await models.FindAsync(spec.ModelId);
        var corpus = spec.CorpusId.Length == 0 ? null : await corpora.FindAsync(spec.CorpusId);
        validator.Check(request, model, corpus);
        if (model is null) throw ModelGrpc.NotFound(spec.ModelId, await models.ListAsync());
        if (corpus is null && request.InlineCorpus is null) throw CorpusLookup.NotFound(spec.CorpusId);
        ModelRules.RequireUsable(spec, model);
        await earlier.RequireSameTokensAsync(request, corpus);
        return new CheckedJob(spec, model, corpus, null);
    }
}
