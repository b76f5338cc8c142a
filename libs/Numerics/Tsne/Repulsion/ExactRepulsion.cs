using AttentionViz.Numerics.Threading;

namespace AttentionViz.Numerics.Tsne;

/// <summary>
/// Repulsion from all pairs, O(n^2), each pair computed once and used for both its points. Rows of 16 points are dealt
/// out to a fixed number of strips; a strip has sums of its own, added up in order at the end, so that threads change nothing.
/// </summary>
internal sealed class ExactRepulsion : IRepulsion
{
    private const int Strips = 16;

    // Positions and sums of so many points stay in the first-level cache while rows of points pass over them.
    private const int TilePoints = 1024;

    private readonly int _count;
    private readonly int _threads;
    private readonly IPairKernel _kernel;
    private readonly float[][][] _sums;
    private readonly double[] _weights;

    public ExactRepulsion(int count, int dimensions, int threads)
        : this(count, threads, Kernel(dimensions, RefinedReciprocal.IsSupported))
    {
    }

    public ExactRepulsion(int count, int threads, IPairKernel kernel)
    {
        _count = count;
        _threads = threads;
        _kernel = kernel;
        var strips = Math.Clamp(Coordinates.Padded(count) / Coordinates.Lanes / 4, 1, Strips);
        _sums = [.. Enumerable.Range(0, strips).Select(_ => Coordinates.Zeros(kernel.Dimensions, count))];
        _weights = new double[strips];
    }

    /// <summary>The kernel for 2 or 3 dimensions; <paramref name="refined"/> needs <see cref="RefinedReciprocal.IsSupported"/>.</summary>
    public static IPairKernel Kernel(int dimensions, bool refined) => (dimensions, refined) switch
    {
        (2, true) => new PlanePairs<RefinedReciprocal>(),
        (2, false) => new PlanePairs<DividedReciprocal>(),
        (_, true) => new SpacePairs<RefinedReciprocal>(),
        _ => new SpacePairs<DividedReciprocal>(),
    };

    public double Compute(float[][] positions, float[][] forces, CancellationToken cancellation)
    {
        RowBlocks.For(_sums.Length, 1, _threads, (strip, _) => Strip(strip, positions, cancellation), cancellation);
        double z = -_count; // A point weighs 1 on itself.
        foreach (var weight in _weights)
            z += weight;
        for (var d = 0; d < forces.Length; d++)
        {
            _sums[0][d].CopyTo(forces[d], 0);
            for (var strip = 1; strip < _sums.Length; strip++)
                System.Numerics.Tensors.TensorPrimitives.Add(forces[d], _sums[strip][d], forces[d]);
        }

        return z;
    }

    private void Strip(int strip, float[][] positions, CancellationToken cancellation)
    {
        var sums = _sums[strip];
        foreach (var coordinate in sums)
            coordinate.AsSpan().Clear();
        double weight = 0;
        var padded = positions[0].Length;
        var stride = _sums.Length * Coordinates.Lanes;
        for (var tile = 0; tile < padded; tile += TilePoints)
        {
            cancellation.ThrowIfCancellationRequested();
            var end = Math.Min(padded, tile + TilePoints);
            for (var row = strip * Coordinates.Lanes; row < end; row += stride)
            {
                if (row >= tile)
                    weight += _kernel.Within(positions, sums, row, _count);
                weight += 2 * _kernel.Between(positions, sums, row, Math.Max(tile, row + Coordinates.Lanes), end);
            }
        }

        _weights[strip] = weight;
    }
}
