using AttentionViz.Numerics.Alignment;
using AttentionViz.Numerics.Placement;
using AttentionViz.Projector.Projection;

namespace AttentionViz.Projector.Placing;

/// <summary>What new queries and keys of a finished head are placed among. Never changes, but for what its maps find out once.</summary>
/// <param name="Maps">Every map of the head, all of the same points.</param>
/// <param name="Bytes">Memory it takes, about.</param>
internal sealed record HeadReference(HeadAlignment Alignment, IReadOnlyDictionary<MapSpec, ReferenceMap> Maps, long Bytes);
