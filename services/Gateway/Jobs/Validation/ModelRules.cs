using AttentionViz.Gateway.Errors;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.V1;
using Google.Rpc;

namespace AttentionViz.Gateway.Jobs.Validation;

/// <summary>What a model must be for a job, and the job for the model.</summary>
internal static class ModelRules
{
    private const double MostError = 1e-3;

    /// <param name="format">Format of the corpus; null while it is not known.</param>
    public static void CheckFit(JobSpec spec, Model model, CorpusFormat? format, Violations violations)
    {
        violations.Require(
            model.MaxTokens == 0 || spec.MaxSequenceTokens <= model.MaxTokens, "spec.max_sequence_tokens",
            $"is {spec.MaxSequenceTokens}; model {Fault.Quote(model.ModelId)} takes {model.MaxTokens} at most");
        violations.Require(
            model.Input != ModelInput.TokenIds || format != CorpusFormat.Text, "spec.model_id",
            $"is {Fault.Quote(model.ModelId)}, which came without a tokenizer and takes token ids only; send a JSONL corpus with \"ids\", or choose another model");
        violations.Require(
            model.Input != ModelInput.Image || spec.MaxSequenceTokens == 0 || spec.MaxSequenceTokens >= model.MaxTokens, "spec.max_sequence_tokens",
            $"is {spec.MaxSequenceTokens}, but images are not cut: every one has {model.MaxTokens} tokens; leave it out");
        if (format is null) return;
        var (readsImages, isImages) = (model.Input == ModelInput.Image, format == CorpusFormat.ImageZip);
        violations.Require(
            !readsImages || isImages, "spec.model_id", $"is {Fault.Quote(model.ModelId)}, which reads images, but the corpus is {format}; send an IMAGE_ZIP corpus, or choose another model");
        violations.Require(
            readsImages || !isImages, "spec.model_id", $"is {Fault.Quote(model.ModelId)}, which reads no images, but the corpus is a zip of them; choose a model that reads images");
    }

    /// <summary>Models that are known but cannot do the job.</summary>
    public static void RequireUsable(JobSpec spec, Model model)
    {
        if (model.Fault.Length > 0)
        {
            throw Fault.Of(
                Code.FailedPrecondition, "MODEL_FAULTY", $"model {Fault.Quote(model.ModelId)} cannot be used: {model.Fault}", ("model_id", model.ModelId));
        }

        var wanted = HeadSelection.Of(spec, model).Select(h => h.Layer).ToHashSet();
        if (wanted.Count == 0)
        {
            throw Fault.Of(
                Code.FailedPrecondition, "MODEL_WITHOUT_ATTENTION", $"model {Fault.Quote(model.ModelId)} has no attention heads to map; choose another", ("model_id", model.ModelId));
        }

        if (spec.AllowUnverified) return;
        // Written so that NaN counts as unverified.
        var unverified = model.Layers.Where(l => wanted.Contains(l.Layer) && !(l.HasVerifiedError && l.VerifiedError <= MostError)).Select(l => l.Layer).ToList();
        if (unverified.Count == 0) return;
        throw Fault.Of(
            Code.FailedPrecondition, "ATTENTION_UNVERIFIED",
            $"the attention of model {Fault.Quote(model.ModelId)} could not be reproduced to {MostError} in layers {string.Join(", ", unverified)}; leave them out with spec.layers, or set spec.allow_unverified",
            ("model_id", model.ModelId), ("layers", string.Join(',', unverified)));
    }
}
