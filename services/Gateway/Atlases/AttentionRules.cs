using System.Globalization;
using AttentionViz.Gateway.Errors;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.V1;
using Google.Rpc;

namespace AttentionViz.Gateway.Atlases;

/// <summary>What may be asked of attention that is computed on demand.</summary>
internal static class AttentionRules
{
    public static void CheckWeighting(this Violations violations, AttentionWeighting weighting) =>
        violations.Require(Enum.IsDefined(weighting), "weighting", $"is {(int)weighting}; give PROBABILITY (1) or VALUE_NORM (2)");

    /// <summary>The heads asked for, or all, with their layers; fails where attention is more than q.k.</summary>
    public static IReadOnlyList<(AttentionLayer Layer, int Head)> RequireHeads(JobRecord job, IReadOnlyList<HeadRef> asked)
    {
        var layers = job.Model.Layers.ToDictionary(l => l.Layer);
        var mapped = job.Heads();
        var known = mapped.Select(h => (h.Layer, h.Head)).ToHashSet();
        var heads = asked.Count == 0 ? mapped : asked;
        foreach (var head in heads)
        {
            var layer = known.Contains((head.Layer, head.Head)) ? layers[head.Layer] : AtlasAccess.RequireHead(job, head.Layer, head.Head);
            if (!ProductsOnly.Holds(layer)) throw ProductsOnly.Fault(layer, "ask for other layers, or use its queries and keys (StreamVectors)");
        }

        return [.. heads.Select(h => (layers[h.Layer], h.Head))];
    }

    /// <param name="what">What makes so many bytes, e.g. "12 heads of 50 tokens".</param>
    /// <param name="remedy">What to ask for instead.</param>
    public static void RequireRoom(long bytes, int most, string what, string remedy)
    {
        if (bytes <= most) return;
        throw Fault.Of(
            Code.ResourceExhausted, "ATTENTION_TOO_LARGE", $"{what} make {bytes} bytes, more than {most}; {remedy}",
            ("max_bytes", most.ToString(CultureInfo.InvariantCulture)));
    }
}
