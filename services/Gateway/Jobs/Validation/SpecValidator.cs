using AttentionViz.Gateway.Corpora;
using AttentionViz.Gateway.Errors;
using AttentionViz.Gateway.Hosting;
using AttentionViz.Gateway.Requests;
using AttentionViz.Pipeline.Store;
using AttentionViz.V1;
using Google.Rpc;
using Microsoft.Extensions.Options;

namespace AttentionViz.Gateway.Jobs.Validation;

/// <summary>Checks a submission against the contract, the model and the corpus, and reports every fault at once.</summary>
internal sealed class SpecValidator(IOptions<GatewayOptions> options, IOptions<StoreOptions> store, CorpusUploads uploads)
{
    /// <param name="model">Null when there is none of that id, which is not for this class to say.</param>
    /// <param name="corpus">Null when it comes inline or does not exist.</param>
    public void Check(SubmitJobRequest request, Model? model, Corpus? corpus)
    {
        var spec = request.Spec ?? new JobSpec();
        var violations = new Violations();
        violations.Require(request.RequestId.Length <= 128, "request_id", $"has {request.RequestId.Length} characters; give 128 at most");
        violations.Require(spec.ModelId.Length > 0, "spec.model_id", "is empty; give the id of a model of ListModels");
        CheckSource(request, spec, violations);
        SampleRules.Check(spec, options.Value, violations);
        violations.CheckTtl(spec.Ttl, "spec.ttl", store.Value.MaxJobTtl, "Store:MaxJobTtl");
        MapRules.Check(spec, spec.HasTokenBudget ? spec.TokenBudget : options.Value.DefaultTokenBudget, violations);
        LabelRules.Check(spec, violations);
        if (model is { Fault: "" })
        {
            SelectionRules.Check(spec, model, violations);
            ModelRules.CheckFit(spec, model, request.InlineCorpus?.Header?.Format ?? corpus?.Format, violations);
        }

        violations.ThrowIfAny(Code.InvalidArgument, "INVALID_JOB_SPEC");
    }

    private void CheckSource(SubmitJobRequest request, JobSpec spec, Violations violations)
    {
        if (request.InlineCorpus is not { } inline)
        {
            violations.Require(spec.CorpusId.Length > 0, "spec.corpus_id", "is empty; give the id of an uploaded corpus, or send inline_corpus");
            return;
        }

        violations.Require(spec.CorpusId.Length == 0, "spec.corpus_id", "is given beside inline_corpus; give one of them");
        var most = options.Value.MaxInlineCorpusBytes;
        violations.Require(
            inline.Content.Length <= most, "inline_corpus.content", $"has {inline.Content.Length} bytes; {most} may come inline: send it with UploadCorpus");
        uploads.Check(inline.Header ?? new CorpusHeader(), "inline_corpus.header", violations);
    }
}
