using AttentionViz.Gateway.Errors;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.V1;
using Google.Rpc;

namespace AttentionViz.Gateway.Jobs.Validation;

/// <summary>
/// What the job of reuse_vectors_of must be, and which fields it decides: model, corpus, and how much was drawn of what. The
/// seed is not among them: it is that of the new maps.
/// </summary>
internal sealed class ReuseRules(JobLookup lookup, JobStore jobs)
{
    /// <summary>The job whose vectors are wanted; null where the request names none.</summary>
    public async Task<JobRecord?> FindAsync(JobSpec spec)
    {
        if (spec.ReuseVectorsOf.Length == 0) return null;
        var earlier = await lookup.RequireRecordAsync(spec.ReuseVectorsOf);
        var (name, state) = (Fault.Quote(spec.ReuseVectorsOf), await jobs.StateAsync(spec.ReuseVectorsOf));
        if (state != JobState.Succeeded)
        {
            throw Fault.Of(
                Code.FailedPrecondition, "REUSE_NOT_SUCCEEDED", $"job {name} of spec.reuse_vectors_of is {state}; name a job that is SUCCEEDED, or leave reuse_vectors_of empty",
                ("job_id", spec.ReuseVectorsOf), ("state", state.ToString()));
        }

        if (earlier.Spec.RetainVectors) return earlier;
        throw Fault.Of(
            Code.FailedPrecondition, "REUSE_NOT_RETAINED",
            $"job {name} of spec.reuse_vectors_of did not retain its vectors; name one that was submitted with retain_vectors, or leave reuse_vectors_of empty",
            ("job_id", spec.ReuseVectorsOf));
    }

    /// <summary>The request with what the earlier job decides filled in.</summary>
    /// <exception cref="Grpc.Core.RpcException">A field that is given says otherwise, or a head was not extracted.</exception>
    public static SubmitJobRequest Fill(SubmitJobRequest request, JobRecord earlier)
    {
        var (filled, of) = (request.Clone(), earlier.Spec);
        var spec = filled.Spec;
        var violations = new Violations();
        violations.Require(request.InlineCorpus is null, "inline_corpus", $"is given beside spec.reuse_vectors_of, which is over the corpus of job {Fault.Quote(earlier.JobId)}; leave one out");
        void Same<T>(bool given, T asked, T had, string field) => violations.Require(
            !given || EqualityComparer<T>.Default.Equals(asked, had), field,
            $"is {asked}, but job {Fault.Quote(earlier.JobId)} of reuse_vectors_of has {had}; give that, or leave it out");
        Same(spec.ModelId.Length > 0, spec.ModelId, of.ModelId, "spec.model_id");
        Same(spec.CorpusId.Length > 0, spec.CorpusId, of.CorpusId, "spec.corpus_id");
        Same(spec.HasTokenBudget, spec.TokenBudget, of.TokenBudget, "spec.token_budget");
        Same(spec.MaxSequenceTokens != 0, spec.MaxSequenceTokens, of.MaxSequenceTokens, "spec.max_sequence_tokens");
        Same(spec.UnfitSequences != UnfitSequences.Unspecified, spec.UnfitSequences, of.UnfitSequences, "spec.unfit_sequences");
        Same(spec.LongSequences != LongSequences.Unspecified, spec.LongSequences, of.LongSequences, "spec.long_sequences");
        violations.ThrowIfAny(Code.InvalidArgument, "REUSE_OTHER_TOKENS");

        (spec.ModelId, spec.CorpusId, spec.MaxSequenceTokens) = (of.ModelId, of.CorpusId, of.MaxSequenceTokens);
        if (of.HasTokenBudget) spec.TokenBudget = of.TokenBudget;
        (spec.UnfitSequences, spec.LongSequences, spec.AllowUnverified) = (of.UnfitSequences, of.LongSequences, of.AllowUnverified);
        if (spec.Layers.Count == 0 && spec.Heads.Count == 0)
        {
            spec.Layers.Add(of.Layers);
            spec.Heads.Add(of.Heads);
        }

        RequireExtracted(spec, earlier);
        return filled;
    }

    private static void RequireExtracted(JobSpec spec, JobRecord earlier)
    {
        var had = earlier.Heads().ToHashSet();
        var missing = HeadSelection.Of(spec, earlier.Model).Where(h => !had.Contains(h)).Select(h => JobUnit.Head(h.Layer, h.Head)).ToList();
        if (missing.Count == 0) return;
        var violations = new Violations();
        violations.Add(
            spec.Heads.Count > 0 ? "spec.heads" : "spec.layers",
            $"asks for {string.Join(", ", missing.Take(8))}{(missing.Count > 8 ? $" and {missing.Count - 8} more" : "")}, which job {Fault.Quote(earlier.JobId)} of reuse_vectors_of did not extract; leave them out, or submit without reuse_vectors_of");
        violations.ThrowIfAny(Code.InvalidArgument, "REUSE_HEADS_NOT_EXTRACTED");
    }
}
