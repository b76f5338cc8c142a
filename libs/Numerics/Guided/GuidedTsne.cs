using AttentionViz.Numerics.Tsne;

namespace AttentionViz.Numerics.Guided;

/// <summary>Blends a guide into the forces of t-SNE, whose gradient goes without its factor 4: so does the guide's.</summary>
internal sealed class GuidedTsne(TsneForces forces, AttentionGuide guide, int threads)
{
    private readonly GuideForces<StudentSimilarity> _guide = new(guide.Keys, default, forces.Dimensions, threads);
    private double _divergence;

    /// <summary>
    /// Turns the gradient of the divergence into that of the guided objective at the present positions. Exaggeration favours
    /// the guide as it does the affinities: else those would settle early on what the guide must break up again.
    /// </summary>
    public void Blend(double exaggeration, CancellationToken cancellation)
    {
        var rest = (float)(1 - guide.Weight);
        foreach (var coordinate in forces.Gradient)
        {
            foreach (ref var value in coordinate.AsSpan(0, forces.Count))
                value *= rest;
        }

        _divergence = _guide.Add(forces.Positions, guide.Weight * exaggeration / 4, forces.Gradient, null, cancellation);
    }

    /// <summary>(1 - w) G + w A, nats, where the last <see cref="Blend"/> was.</summary>
    public double Objective(double divergence) => ((1 - guide.Weight) * divergence) + (guide.Weight * _divergence);
}
