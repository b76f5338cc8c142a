using AttentionViz.Gateway.Errors;
using AttentionViz.Gateway.Hosting;
using AttentionViz.V1;

namespace AttentionViz.Gateway.Jobs.Validation;

/// <summary>How much is drawn, how long sequences may be, what becomes of those that do not fit, how soon it is done.</summary>
internal static class SampleRules
{
    private const int LongestSequence = 1 << 20;

    public static void Check(JobSpec spec, GatewayOptions options, Violations violations)
    {
        if (spec.HasTokenBudget)
        {
            violations.Require(
                spec.TokenBudget >= 1 && spec.TokenBudget <= options.MaxTokenBudget, "spec.token_budget",
                $"is {spec.TokenBudget}; give 1 to {options.MaxTokenBudget}, or leave it out for {options.DefaultTokenBudget}");
        }

        violations.Require(
            spec.MaxSequenceTokens is >= 0 and <= LongestSequence, "spec.max_sequence_tokens",
            $"is {spec.MaxSequenceTokens}; give 1 to {LongestSequence}, or 0 for what the model takes");
        violations.Require(
            Enum.IsDefined(spec.UnfitSequences), "spec.unfit_sequences", $"is {(int)spec.UnfitSequences}; give FAIL (1) or SKIP (2), or 0 for FAIL");
        violations.Require(
            Enum.IsDefined(spec.LongSequences), "spec.long_sequences", $"is {(int)spec.LongSequences}; give CUT (1), SKIP (2) or FAIL (3), or 0 for CUT");
        violations.Require(Enum.IsDefined(spec.Priority), "spec.priority", $"is {(int)spec.Priority}; give LOW (1), NORMAL (2) or HIGH (3), or 0 for NORMAL");
    }
}
