using System.Security.Cryptography;
using AttentionViz.Gateway.Errors;
using AttentionViz.Gateway.Hosting;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.V1;
using Google.Rpc;
using Microsoft.Extensions.Options;

namespace AttentionViz.Gateway.Jobs.Validation;

/// <summary>
/// What the job of init_from must be: done, and of the same tokens as far as can be told before planning. That a tokenizer gives
/// the same tokens is for the projector to check.
/// </summary>
internal sealed class EarlierJobRules(JobLookup lookup, JobStore jobs, IOptions<GatewayOptions> options)
{
    /// <param name="corpus">Null when it comes inline.</param>
    public async Task RequireSameTokensAsync(SubmitJobRequest request, Corpus? corpus)
    {
        var spec = request.Spec;
        if (spec.InitFrom.Length == 0) return;
        var earlier = await lookup.RequireRecordAsync(spec.InitFrom);
        var (name, state) = (Fault.Quote(spec.InitFrom), await jobs.StateAsync(spec.InitFrom));
        if (state != JobState.Succeeded)
        {
            throw Fault.Of(
                Code.FailedPrecondition, "INIT_FROM_NOT_SUCCEEDED", $"job {name} of spec.init_from is {state}; name a job that is SUCCEEDED, or leave init_from empty",
                ("job_id", spec.InitFrom), ("state", state.ToString()));
        }

        var violations = new Violations();
        var budget = spec.HasTokenBudget ? spec.TokenBudget : options.Value.DefaultTokenBudget;
        // The seed of a job that reuses vectors did not draw them; then the projector compares what was drawn.
        violations.Require(
            spec.Seed == earlier.Spec.Seed || spec.ReuseVectorsOf.Length + earlier.Spec.ReuseVectorsOf.Length > 0, "spec.seed",
            $"is {spec.Seed}, but job {name} of init_from has {earlier.Spec.Seed} and drew other tokens; give {earlier.Spec.Seed}, or leave init_from empty");
        violations.Require(
            budget == earlier.Spec.TokenBudget, "spec.token_budget",
            $"is {budget}, but job {name} of init_from has {earlier.Spec.TokenBudget} and drew other tokens; give {earlier.Spec.TokenBudget}, or leave init_from empty");
        var (format, hash) = corpus is null
            ? (request.InlineCorpus.Header.Format, Convert.ToHexStringLower(SHA256.HashData(request.InlineCorpus.Content.Span)))
            : (corpus.Format, corpus.Sha256);
        violations.Require(
            (format, hash) == (earlier.Corpus.Format, earlier.Corpus.Sha256), corpus is null ? "inline_corpus.content" : "spec.corpus_id",
            $"is another corpus than that of job {name} of init_from; send the same bytes in the same format, or leave init_from empty");
        violations.ThrowIfAny(Code.InvalidArgument, "INIT_FROM_OTHER_TOKENS");
    }
}
