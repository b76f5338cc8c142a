using AttentionViz.Numerics.Linear;
using AttentionViz.Numerics.Threading;

namespace AttentionViz.Numerics.Tsne;

/// <summary>The force that draws neighbours together, and the part of the divergence that they make.</summary>
internal sealed class Attraction
{
    private const int RowsPerBlock = 256;

    private readonly SymmetricSparse _affinities;
    private readonly IAttractionRow _row;
    private readonly double[] _spread;
    private readonly double _negativeEntropy;
    private readonly double _total;
    private readonly int _threads;

    public Attraction(SymmetricSparse affinities, int dimensions, int threads)
        : this(affinities, threads, Row(affinities.Count, dimensions, RefinedReciprocal.IsSupported))
    {
    }

    public Attraction(SymmetricSparse affinities, int threads, IAttractionRow row)
    {
        _affinities = affinities;
        _row = row;
        _threads = threads;
        _spread = new double[affinities.Count];
        foreach (double p in affinities.Values)
        {
            _total += p;
            _negativeEntropy += p > 0 ? p * Math.Log(p) : 0;
        }
    }

    /// <summary>The sums for 2 or 3 dimensions; <paramref name="refined"/> needs <see cref="RefinedReciprocal.IsSupported"/>.</summary>
    public static IAttractionRow Row(int count, int dimensions, bool refined) => (dimensions, refined) switch
    {
        (2, true) => new PlaneAttraction<RefinedReciprocal>(count),
        (2, false) => new PlaneAttraction<DividedReciprocal>(count),
        (_, true) => new SpaceAttraction<RefinedReciprocal>(),
        _ => new SpaceAttraction<DividedReciprocal>(),
    };

    /// <summary>Overwrites <paramref name="forces"/> [dimension][point].</summary>
    public void Compute(float[][] positions, float[][] forces, CancellationToken cancellation)
    {
        _row.Place(positions);
        RowBlocks.For(_affinities.Count, RowsPerBlock, _threads, (start, end) =>
        {
            for (var i = start; i < end; i++)
                _row.Force(_affinities, i, forces);
        }, cancellation);
    }

    /// <summary>sum p_ij log(p_ij / q_ij), nats, with q_ij = w_ij / <paramref name="normalization"/>.</summary>
    public double Divergence(float[][] positions, double normalization, CancellationToken cancellation)
    {
        _row.Place(positions);
        RowBlocks.For(_affinities.Count, RowsPerBlock, _threads, (start, end) =>
        {
            for (var i = start; i < end; i++)
                _spread[i] = _row.Spread(_affinities, i);
        }, cancellation);
        double spread = 0;
        foreach (var part in _spread)
            spread += part;
        return _negativeEntropy + spread + (_total * Math.Log(normalization));
    }
}
