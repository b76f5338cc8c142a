using AttentionViz.Numerics.Linear;
using AttentionViz.Numerics.Tsne;
using AttentionViz.Numerics.Umap;

namespace AttentionViz.Numerics.Guided;

/// <summary>
/// Moves the points of UMAP by a guide between two epochs. An epoch draws S = sum v_ij / max v edges; the guide counts as
/// much for equal weights: a point moves by <c>-h g / (1 + h c)</c> with h = rate * w * S / steps, g its gradient and c its
/// curvature. The quotient makes the step an implicit one: it cannot overshoot, however many queries pull at a key.
/// </summary>
internal sealed class GuidedUmap
{
    private const int Steps = 4;

    private readonly AttentionGuide _guide;
    private readonly GuideForces<CurveSimilarity> _forces;
    private readonly double _draws;
    private readonly int _count;
    private readonly int _dimensions;
    private readonly float[][] _positions;
    private readonly float[][] _gradient;
    private readonly float[] _curvature;

    public GuidedUmap(AttentionGuide guide, SymmetricSparse strengths, DistanceCurve curve, int dimensions, int threads)
    {
        _guide = guide;
        _forces = new GuideForces<CurveSimilarity>(guide.Keys, new CurveSimilarity(curve), dimensions, threads);
        (_count, _dimensions) = (strengths.Count, dimensions);
        double sum = 0, largest = 0;
        foreach (double value in strengths.Values)
            (sum, largest) = (sum + value, Math.Max(largest, value));
        _draws = sum / largest;
        _positions = Coordinates.Zeros(dimensions, _count);
        _gradient = Coordinates.Zeros(dimensions, _count);
        _curvature = new float[_count];
    }

    /// <summary>Moves all points of a layout.</summary>
    /// <param name="rate">Step size of the epoch.</param>
    public void Move(UmapLayout layout, double rate, CancellationToken cancellation)
    {
        var points = layout.CentredPoints();
        Take(points);
        for (var step = 0; step < Steps; step++)
            Step(rate * _guide.Weight * _draws / Steps, cancellation);
        for (var i = 0; i < points.Length; i++)
            points[i] = _positions[i % _dimensions][i / _dimensions];
        layout.Place(points);
    }

    /// <summary>(1 - w) G + w A, nats, G being UMAP's cross-entropy.</summary>
    /// <param name="points">[n x dimensions] the map.</param>
    public double Objective(double entropy, float[] points, CancellationToken cancellation)
    {
        Take(points);
        return ((1 - _guide.Weight) * entropy) + (_guide.Weight * _forces.Add(_positions, 0, _gradient, null, cancellation));
    }

    private void Take(float[] points)
    {
        for (var i = 0; i < points.Length; i++)
            _positions[i % _dimensions][i / _dimensions] = points[i];
    }

    private void Step(double size, CancellationToken cancellation)
    {
        foreach (var coordinate in _gradient)
            Array.Clear(coordinate);
        Array.Clear(_curvature);
        _forces.Add(_positions, size, _gradient, _curvature, cancellation);
        for (var i = 0; i < _count; i++)
        {
            for (var d = 0; d < _dimensions; d++)
                _positions[d][i] -= _gradient[d][i] / (1 + _curvature[i]);
        }
    }
}
