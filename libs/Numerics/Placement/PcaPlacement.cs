namespace AttentionViz.Numerics.Placement;

/// <summary>New points in a map of principal components: exact, as the components follow from the reference points again.</summary>
public static class PcaPlacement
{
    /// <summary>Projects points onto the components of the reference points. A reference point lands on its own place.</summary>
    /// <param name="reference">Points and their components; axes of the map may have been turned round since.</param>
    /// <param name="added">[m x reference.Width], row-major, finite, aligned as the reference points are; m may be 0.</param>
    /// <returns>[m x reference.Dimensions] where they stand in the map.</returns>
    /// <exception cref="ArgumentException">A width differs or a value is not finite.</exception>
    public static float[] Place(ReferenceMap reference, ReadOnlySpan<float> added, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return reference.Components(cancellation).Project(reference.Prepared(added));
    }
}
