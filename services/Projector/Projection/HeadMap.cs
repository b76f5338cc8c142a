using AttentionViz.Numerics.Fidelity;

namespace AttentionViz.Projector.Projection;

/// <summary>One map of a head with its figures.</summary>
/// <param name="Map">The points: all queries, then all keys.</param>
/// <param name="Fidelity">How far its distances may be believed.</param>
public sealed record HeadMap(ReducedMap Map, MapFidelity Fidelity);
