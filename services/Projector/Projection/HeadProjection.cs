using AttentionViz.Numerics.Alignment;
using AttentionViz.Numerics.Fidelity;

namespace AttentionViz.Projector.Projection;

/// <summary>All that is made of one head.</summary>
/// <param name="Alignment">The change of coordinates.</param>
/// <param name="Fidelity">Figures of the head before it is mapped.</param>
/// <param name="Maps">In the order asked for.</param>
/// <param name="Seconds">Time of each stage in order; the only part that is not reproducible.</param>
public sealed record HeadProjection(
    HeadAlignment Alignment,
    HeadFidelity Fidelity,
    IReadOnlyList<HeadMap> Maps,
    IReadOnlyList<StageSeconds> Seconds);
