namespace AttentionViz.Numerics.Placement;

/// <summary>What moves one new point among reference points that stand still.</summary>
internal interface IPlacementForce
{
    /// <summary>Force on the point at <paramref name="place"/>, downhill.</summary>
    /// <param name="place">[dimensions].</param>
    /// <param name="force">[dimensions] overwritten.</param>
    /// <returns>Stiffness of the attraction, above 0: force / stiffness is the step that would end it if nothing repelled.</returns>
    float At(ReadOnlySpan<float> place, Span<float> force);
}
