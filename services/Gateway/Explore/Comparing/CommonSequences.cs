using AttentionViz.Gateway.Atlases;
using AttentionViz.Gateway.Errors;
using AttentionViz.Numerics.Randomness;
using Google.Rpc;

namespace AttentionViz.Gateway.Explore.Comparing;

/// <summary>A sequence that two jobs drew, where each has it.</summary>
internal readonly record struct CommonSequence(SequencePlace Mine, SequencePlace Other);

/// <summary>Which sequences two jobs over one corpus have in common.</summary>
internal static class CommonSequences
{
    /// <summary>All of them, by place in the corpus, with the same tokens.</summary>
    /// <exception cref="Grpc.Core.RpcException">There are none, or the jobs cut one of them into other tokens.</exception>
    public static IReadOnlyList<CommonSequence> Of(TokenTable mine, TokenTable other)
    {
        var byIndex = other.Sequences.ToDictionary(s => s.Sequence.Index);
        var common = mine.Sequences.Where(s => byIndex.ContainsKey(s.Sequence.Index)).Select(s => new CommonSequence(s, byIndex[s.Sequence.Index])).ToList();
        if (common.Count == 0)
        {
            throw Differ(
                "NO_COMMON_SEQUENCES", "shares no drawn sequence with the job; submit both with the same seed and token_budget");
        }

        foreach (var sequence in common)
        {
            if (HaveSameTokens(sequence, mine, other)) continue;
            throw Differ(
                "TOKENS_DIFFER",
                $"has other tokens for sequence {sequence.Mine.Sequence.Index}; compare models with one tokenizer, run with the same max_sequence_tokens");
        }

        return common;
    }

    /// <summary>So many of them, by a hash that is the same for all jobs, so that it does not matter which is compared with which.</summary>
    public static IReadOnlyList<CommonSequence> Draw(IReadOnlyList<CommonSequence> common, int most) =>
        [.. common.OrderBy(s => SplitMix64.Hash(0, (ulong)s.Mine.Sequence.Index)).Take(most).OrderBy(s => s.Mine.Sequence.Index)];

    public static Grpc.Core.RpcException Differ(string reason, string description) => Fault.Of(
        Code.InvalidArgument, reason, $"other_job_id {description}", [new BadRequest.Types.FieldViolation { Field = "other_job_id", Description = description }]);

    private static bool HaveSameTokens(CommonSequence sequence, TokenTable mine, TokenTable other)
    {
        var (a, b) = (sequence.Mine.Drawn, sequence.Other.Drawn);
        return (a.Tokens, a.SourceTokens) == (b.Tokens, b.SourceTokens)
            && mine.TokenIds.AsSpan(a.Row, a.Tokens).SequenceEqual(other.TokenIds.AsSpan(b.Row, b.Tokens));
    }
}
