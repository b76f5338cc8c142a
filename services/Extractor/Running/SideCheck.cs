using AttentionViz.Extractor.Attention;
using AttentionViz.Extractor.Layouts;
using AttentionViz.Extractor.Running.Inputs;
using AttentionViz.V1;

namespace AttentionViz.Extractor.Running;

/// <summary>Checks by length that a layer's queries and keys are of the sides that the graph says: the sides of a probe differ in length.</summary>
internal static class SideCheck
{
    /// <exception cref="LayoutException">They are not.</exception>
    public static void Run(AttentionSite site, LayerPlan plan, LayerVectors vectors, FeedBatch batch)
    {
        if (plan.Windows > 1) return;
        Require("queries", vectors.QueryLength, site.QuerySide, batch);
        Require("keys", vectors.KeyLength, site.KeySide, batch);
    }

    private static void Require(string what, int length, TokenSide side, FeedBatch batch)
    {
        if (LengthOf(side, batch) is { } wanted && wanted != length)
            throw new LayoutException($"its {what} have {length} positions, where the {side.ToString().ToLowerInvariant()} side of the probe has {wanted}");
    }

    /// <summary>A decoder in a graph of its own is fed by its target, and looks at encoder states.</summary>
    private static int? LengthOf(TokenSide side, FeedBatch batch) => side switch
    {
        TokenSide.Target => batch.Target?.Length ?? batch.Length,
        TokenSide.Source => batch.Target is null ? batch.EncoderLength : batch.Length,
        _ => null,
    };
}
