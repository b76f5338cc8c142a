using AttentionViz.Extractor.Attention;
using AttentionViz.Extractor.Layouts;

namespace AttentionViz.Extractor.Verification;

/// <summary>Decides whether a layer's attention weights are read from the model rather than computed from its queries and keys.</summary>
internal static class OwnWeights
{
    /// <summary>
    /// The tensor of the weights where a bias, a cap or a sink decides them beside scale * q.k; null where nothing does,
    /// and where a fused operator keeps them to itself or they lie in an order of their own.
    /// </summary>
    /// <param name="probe">A run of the model's own graph.</param>
    public static string? Of(AttentionSite site, LayerPlan plan, Probe probe) =>
        site.Probabilities is { } weights && plan.Windows == 1 && site.Turn.IsNone && (site.Sink is not null || site.Steps.Any(step => Decides(step, probe)))
            ? weights
            : null;

    private static bool Decides(LogitStep step, Probe probe) => step switch
    {
        AddStep add => Array.Exists(probe.Get(add.Tensor).Data, x => LogitReplay.IsBias(add.Sign * x)),
        TanhStep => true,
        _ => false,
    };
}
