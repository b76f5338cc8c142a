using AttentionViz.Extractor.Attention;
using AttentionViz.Extractor.Layouts;
using AttentionViz.Extractor.Running;

namespace AttentionViz.Extractor.Verification;

/// <summary>What a layer's attention depends on besides scale * q.k and masks.</summary>
internal static class BeyondProducts
{
    /// <summary>A line for each thing that maps of queries and keys alone do not show.</summary>
    public static IEnumerable<string> Notes(AttentionLayer layer)
    {
        var profiles = layer.HasOwnWeights ? "profiles the model's own weights" : "and so do profiles";
        if (layer.HasBias)
            yield return $"attention of layer {layer.Layer} also depends on a position bias; maps show q.k only, {profiles}";
        if (layer.LogitCap is { } cap)
            yield return $"layer {layer.Layer} caps its logits at {cap:g4} by a hyperbolic tangent; maps show q.k before the cap, {profiles}";
        if (layer.HasSink)
            yield return $"layer {layer.Layer} leaves part of its attention to a sink that is no token; maps show the shares among tokens";
    }

    /// <summary>The cap of the logits: every factor after the hyperbolic tangent; null where there is none.</summary>
    public static double? Cap(AttentionSite site, Probe probe)
    {
        if (site.Fused is { Cap: > 0 } fused)
            return fused.Cap;
        var after = site.Steps.SkipWhile(step => step is not TanhStep).ToList();
        return after.Count == 0 ? null : LayerSolver.StepScale(site with { Steps = after }, probe);
    }
}
