using System.Numerics.Tensors;
using AttentionViz.Numerics.Linear;
using AttentionViz.Numerics.Threading;

namespace AttentionViz.Numerics.Tsne;

/// <summary>
/// The force that draws neighbours together, and the part of the divergence that they make. Each pair is worked out once, for
/// both its points. Rows are dealt to a fixed number of strips; a strip has sums of its own for the other ends of its pairs,
/// added up in order, so that threads change nothing.
/// </summary>
internal sealed class Attraction
{
    private const int Strips = 16;
    private const int RowsPerMerge = 2048;

    private readonly SymmetricSparse _affinities;
    private readonly IAttractionKernel _kernel;
    private readonly int _threads;
    private readonly float[][] _positions;
    private readonly float[][] _own;
    private readonly float[][][] _back;
    private readonly double[] _spread;
    private readonly double _negativeEntropy;
    private readonly double _total;
    private readonly int[] _starts;
    private int[] _order = [];
    private EdgeBlocks? _edges;

    public Attraction(SymmetricSparse affinities, int dimensions, int threads)
        : this(affinities, dimensions, threads, Kernel(dimensions, RefinedReciprocal.IsSupported))
    {
    }

    public Attraction(SymmetricSparse affinities, int dimensions, int threads, IAttractionKernel kernel)
    {
        _affinities = affinities;
        _kernel = kernel;
        _threads = threads;
        var n = affinities.Count;
        _positions = Coordinates.Positions(dimensions, n);
        _own = Coordinates.Zeros(dimensions, n);
        var strips = Math.Clamp(n / 64, 1, Strips);
        _starts = new int[strips + 1];
        _back = new float[strips][][];
        _spread = new double[strips];
        foreach (double p in affinities.Values)
        {
            _total += p;
            _negativeEntropy += p > 0 ? p * Math.Log(p) : 0;
        }
    }

    /// <summary>The sums for 2 or 3 dimensions; <paramref name="refined"/> needs <see cref="RefinedReciprocal.IsSupported"/>.</summary>
    public static IAttractionKernel Kernel(int dimensions, bool refined) => (dimensions, refined) switch
    {
        (2, true) => new AttractionKernel<RefinedReciprocal, Plane>(),
        (2, false) => new AttractionKernel<DividedReciprocal, Plane>(),
        (_, true) => new AttractionKernel<RefinedReciprocal, Space>(),
        _ => new AttractionKernel<DividedReciprocal, Space>(),
    };

    /// <summary>
    /// Sorts neighbours together by where they are now; done by itself before the first sums. Costs as much as some ten of them.
    /// </summary>
    public void Arrange(float[][] positions)
    {
        _edges = null; // Makes room for the next.
        _order = HilbertOrder.Of(positions, _affinities.Count);
        _edges = EdgeBlocks.Create(_affinities, _order);
        // Strips of about equal work.
        for (int strip = 1, row = 0; strip <= _back.Length; strip++)
        {
            var blocks = (long)_edges.Columns.Length * strip / _back.Length;
            while (row < _order.Length && (_edges.BlockStarts[row] < blocks || strip == _back.Length))
                row++;
            _starts[strip] = row;
        }

        for (var strip = 0; strip < _back.Length; strip++)
            _back[strip] = Coordinates.Zeros(_own.Length, _order.Length - Origin(strip));
    }

    /// <summary>Overwrites <paramref name="forces"/> [dimension][point].</summary>
    public void Compute(float[][] positions, float[][] forces, CancellationToken cancellation)
    {
        var edges = Place(positions);
        RowBlocks.For(_back.Length, 1, _threads, (strip, _) =>
        {
            foreach (var sums in _back[strip])
                sums.AsSpan().Clear();
            _kernel.Forces(edges, _positions, _starts[strip], _starts[strip + 1], _own, _back[strip], Origin(strip));
        }, cancellation);
        RowBlocks.For(_order.Length, RowsPerMerge, _threads, (start, end) =>
        {
            for (var d = 0; d < forces.Length; d++)
                Merge(d, start, end, forces[d]);
        }, cancellation);
    }

    /// <summary>sum p_ij log(p_ij / q_ij), nats, with q_ij = w_ij / <paramref name="normalization"/>.</summary>
    public double Divergence(float[][] positions, double normalization, CancellationToken cancellation)
    {
        var edges = Place(positions);
        RowBlocks.For(
            _spread.Length, 1, _threads, (strip, _) => _spread[strip] = _kernel.Spread(edges, _positions, _starts[strip], _starts[strip + 1]), cancellation);
        return _negativeEntropy + (2 * _spread.Sum()) + (_total * Math.Log(normalization));
    }

    /// <summary>The first column that a strip can weigh on.</summary>
    private int Origin(int strip) => _starts[strip] / Coordinates.Lanes * Coordinates.Lanes;

    /// <summary>Takes the positions in the present order.</summary>
    private EdgeBlocks Place(float[][] positions)
    {
        if (_edges is null)
            Arrange(positions);
        for (var d = 0; d < positions.Length; d++)
        {
            var (source, target) = (positions[d], _positions[d]);
            for (var place = 0; place < _order.Length; place++)
                target[place] = source[_order[place]];
        }

        return _edges!;
    }

    private void Merge(int dimension, int start, int end, float[] forces)
    {
        var sums = _own[dimension];
        for (var strip = 0; strip < _back.Length; strip++)
        {
            var origin = Origin(strip);
            var first = Math.Max(start, origin);
            if (first >= end)
                break;
            TensorPrimitives.Add(sums.AsSpan(first..end), _back[strip][dimension].AsSpan(first - origin, end - first), sums.AsSpan(first..end));
        }

        for (var place = start; place < end; place++)
            forces[_order[place]] = sums[place];
    }
}
