using System.Runtime.Intrinsics;
using AttentionViz.Numerics.Linear;
using AttentionViz.Numerics.Randomness;
using AttentionViz.Numerics.Threading;

namespace AttentionViz.Numerics.Umap;

/// <summary>
/// Stochastic gradient descent over the edges of the fuzzy graph. An edge is visited in proportion to its strength, and
/// each visit draws negative samples. In an epoch a point moves along its own edges one after the other and sees all
/// others where the last epoch left them: points are then independent of one another, so threads change nothing. As the
/// graph is symmetric, an attraction counts twice for the point it is visited from, once for either end of the edge.
/// </summary>
internal sealed class UmapLayout
{
    private const int PointsPerBlock = 128;
    private const float MaxGradient = 4;
    private const float Softening = 1e-3f;

    private readonly SymmetricSparse _graph;
    private readonly float[] _epochsPerSample;
    private readonly float[] _nextEpoch;
    private readonly UmapKernel _kernel;
    private readonly UmapOptions _options;
    private readonly int _epochs;
    private readonly int _dimensions;
    private readonly int _threads;
    private readonly ulong _seed;
    private float[] _now;
    private float[] _next;

    public UmapLayout(
        SymmetricSparse graph, DistanceCurve curve, UmapOptions options, int epochs, int dimensions, ulong seed, int threads)
    {
        _graph = graph;
        Curve = curve;
        _options = options;
        _epochs = epochs;
        _dimensions = dimensions;
        _seed = SplitMix64.Hash(seed, 4);
        _threads = threads;
        _kernel = new UmapKernel(curve, options.NegativeSamples, Softening, MaxGradient);
        _now = [];
        _next = [];
        var strongest = graph.Values.Length == 0 ? 1 : graph.Values.Max();
        // Edges so weak that they are due less than once never move anything.
        _epochsPerSample = [.. graph.Values.Select(v => v > 0 && v * epochs >= strongest ? strongest / v : float.PositiveInfinity)];
        _nextEpoch = [.. _epochsPerSample];
    }

    public DistanceCurve Curve { get; }

    /// <summary>Sets where the points start: [n x dimensions].</summary>
    public void Place(float[] points)
    {
        _now = [.. points];
        _next = [.. points];
    }

    /// <summary>Moves every point once along all its edges that are due.</summary>
    public void RunEpoch(int epoch, CancellationToken cancellation)
    {
        var rate = (float)(_options.LearningRate * (1 - ((double)epoch / _epochs)));
        RowBlocks.For(_graph.Count, PointsPerBlock, _threads, (start, end) =>
        {
            for (var i = start; i < end; i++)
                Move(i, epoch, rate);
        }, cancellation);
        (_now, _next) = (_next, _now);
    }

    /// <summary>[n x dimensions] the points, their mean at the origin.</summary>
    public float[] CentredPoints()
    {
        var points = (float[])_now.Clone();
        var means = ColumnMeans.Of(points, _dimensions);
        for (var i = 0; i < points.Length; i++)
            points[i] -= (float)means[i % _dimensions];
        return points;
    }

    private void Move(int i, int epoch, float rate)
    {
        // Lane 0 holds the attraction, the following lanes the negative samples, the rest nothing.
        Span<float> others = stackalloc float[3 * Vector256<float>.Count];
        Span<float> own = stackalloc float[3];
        own.Clear();
        _now.AsSpan(i * _dimensions, _dimensions).CopyTo(own);
        var random = SplitMix64.Hash(_seed + (ulong)epoch, (ulong)i);
        for (var e = _graph.RowStarts[i]; e < _graph.RowStarts[i + 1]; e++)
        {
            if (_nextEpoch[e] > epoch + 1)
                continue;
            _nextEpoch[e] += _epochsPerSample[e];
            Gather(0, _graph.Columns[e], others);
            for (var s = 1; s <= _options.NegativeSamples; s++)
            {
                random += 0x9E3779B97F4A7C15;
                var j = (int)(((SplitMix64.Mix(random) >> 32) * (ulong)_graph.Count) >> 32);
                Gather(s, j, others);
            }

            _kernel.Move(own, others, _dimensions, rate);
        }

        own[.._dimensions].CopyTo(_next.AsSpan(i * _dimensions, _dimensions));
    }

    private void Gather(int lane, int point, Span<float> others)
    {
        for (var d = 0; d < _dimensions; d++)
            others[(d * Vector256<float>.Count) + lane] = _now[(point * _dimensions) + d];
    }
}
