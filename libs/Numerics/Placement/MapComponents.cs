using AttentionViz.Numerics.Pca;

namespace AttentionViz.Numerics.Placement;

/// <summary>The principal components of reference points, turned as the axes of their map are.</summary>
internal sealed class MapComponents
{
    private readonly PrincipalComponents _components;
    private readonly bool[] _turned;

    private MapComponents(PrincipalComponents components, bool[] turned) => (_components, _turned) = (components, turned);

    public static MapComponents Of(ReferenceMap reference, CancellationToken cancellation)
    {
        var dimensions = reference.Dimensions;
        var components = PrincipalComponents.Fit(reference.Rows, reference.Width, dimensions, cancellation);
        var turned = new bool[dimensions];
        for (var d = 0; d < dimensions; d++)
        {
            double agreement = 0;
            for (var i = 0; i < reference.Count; i++)
                agreement += (double)components.Scores[(i * dimensions) + d] * reference.Positions[d][i];
            turned[d] = agreement < 0;
        }

        return new MapComponents(components, turned);
    }

    /// <summary>Where points stand in the map.</summary>
    /// <param name="rows">[m x width], row-major, as the reference points are compared.</param>
    /// <returns>[m x dimensions].</returns>
    public float[] Project(ReadOnlySpan<float> rows)
    {
        var places = _components.Project(rows);
        for (var d = 0; d < _turned.Length; d++)
        {
            for (var i = d; _turned[d] && i < places.Length; i += _turned.Length)
                places[i] = -places[i];
        }

        return places;
    }
}
