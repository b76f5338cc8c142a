using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AttentionViz.Numerics.Neighbours;

/// <summary>
/// Points laid out in blocks of 16, coordinate by coordinate ([block][coordinate][16]), so that one vector operation
/// serves 16 points and no sum across lanes is ever needed. Distances are sums of squared differences rather than
/// |x|^2 + |y|^2 - 2 x.y: equal points are at exactly 0 and near points of a wide map keep their digits.
/// The 16 lanes are logical: without AVX-512 the runtime makes them of narrower vectors, with the same bits as result.
/// </summary>
public sealed class PointBlocks
{
    internal const int Lanes = 16;
    private readonly float[] _blocks;

    private PointBlocks(float[] rows, float[] blocks, int count, int width, Metric metric)
    {
        Rows = rows;
        _blocks = blocks;
        Count = count;
        Width = width;
        Metric = metric;
    }

    public int Count { get; }

    public int Width { get; }

    public Metric Metric { get; }

    /// <summary><see cref="Count"/> rounded up to whole blocks: the length of a row of distances.</summary>
    public int PaddedCount => _blocks.Length / Width;

    /// <summary>[Count x Width] the points compared, row-major; with <see cref="Metric.Cosine"/>, of unit length.</summary>
    internal float[] Rows { get; }

    /// <summary>Copies points into blocks.</summary>
    /// <param name="points">[count x width], row-major, finite.</param>
    public static PointBlocks Create(ReadOnlySpan<float> points, int width, Metric metric)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        var rows = points.ToArray();
        if (metric == Metric.Cosine)
            UnitLength.Normalize(rows, width);
        var count = rows.Length / width;
        var blockCount = (count + Lanes - 1) / Lanes;
        var blocks = new float[blockCount * Lanes * width];
        for (var i = 0; i < count; i++)
        {
            var block = i / Lanes * Lanes * width;
            for (var w = 0; w < width; w++)
                blocks[block + (w * Lanes) + (i % Lanes)] = rows[(i * width) + w];
        }

        return new PointBlocks(rows, blocks, count, width, metric);
    }

    /// <summary>
    /// Squared Euclidean distances (cosine: of the unit vectors, that is 2 (1 - cos)) from one point to all.
    /// </summary>
    /// <param name="point">Index of the point.</param>
    /// <param name="target">[PaddedCount]; entries from <see cref="Count"/> on mean nothing.</param>
    public void SquaredDistances(int point, Span<float> target) => SquaredDistances(Rows.AsSpan(point * Width, Width), target);

    /// <summary>The same from any vector (of unit length if the metric is cosine).</summary>
    public void SquaredDistances(ReadOnlySpan<float> vector, Span<float> target)
    {
        ref var source = ref MemoryMarshal.GetArrayDataReference(_blocks);
        ref var coordinate = ref MemoryMarshal.GetReference(vector);
        ref var result = ref MemoryMarshal.GetReference(target[..PaddedCount]);
        nuint stride = (nuint)(Lanes * Width), end = (nuint)PaddedCount, position = 0;

        // Four blocks at a time keep four independent sums in flight.
        nuint block = 0;
        for (; block + (4 * Lanes) <= end; block += 4 * Lanes, position += 4 * stride)
        {
            Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default;
            for (nuint w = 0, offset = position; w < (nuint)Width; w++, offset += Lanes)
            {
                var x = Vector512.Create(Unsafe.Add(ref coordinate, w));
                var d0 = Vector512.LoadUnsafe(ref source, offset) - x;
                var d1 = Vector512.LoadUnsafe(ref source, offset + stride) - x;
                var d2 = Vector512.LoadUnsafe(ref source, offset + (2 * stride)) - x;
                var d3 = Vector512.LoadUnsafe(ref source, offset + (3 * stride)) - x;
                s0 = Vector512.FusedMultiplyAdd(d0, d0, s0);
                s1 = Vector512.FusedMultiplyAdd(d1, d1, s1);
                s2 = Vector512.FusedMultiplyAdd(d2, d2, s2);
                s3 = Vector512.FusedMultiplyAdd(d3, d3, s3);
            }

            s0.StoreUnsafe(ref result, block);
            s1.StoreUnsafe(ref result, block + Lanes);
            s2.StoreUnsafe(ref result, block + (2 * Lanes));
            s3.StoreUnsafe(ref result, block + (3 * Lanes));
        }

        for (; block < end; block += Lanes, position += stride)
        {
            Vector512<float> sum = default;
            for (nuint w = 0, offset = position; w < (nuint)Width; w++, offset += Lanes)
            {
                var d = Vector512.LoadUnsafe(ref source, offset) - Vector512.Create(Unsafe.Add(ref coordinate, w));
                sum = Vector512.FusedMultiplyAdd(d, d, sum);
            }

            sum.StoreUnsafe(ref result, block);
        }
    }

    /// <summary>A squared distance as <see cref="SquaredDistances(int, Span{float})"/> gives it, in the unit of the metric.</summary>
    public float ToDistance(float squared) => Metric == Metric.Cosine ? squared / 2 : MathF.Sqrt(squared);

    /// <summary>Squared distance of two points, as <see cref="SquaredDistances(int, Span{float})"/> but in double precision.</summary>
    public double SquaredDistance(int left, int right)
    {
        var a = Rows.AsSpan(left * Width, Width);
        var b = Rows.AsSpan(right * Width, Width);
        double sum = 0;
        for (var w = 0; w < a.Length; w++)
        {
            double difference = a[w] - b[w];
            sum += difference * difference;
        }

        return sum;
    }

    /// <summary>Dot products of a vector with all points.</summary>
    /// <param name="vector">[Width].</param>
    /// <param name="target">[PaddedCount]; entries from <see cref="Count"/> on mean nothing.</param>
    public void DotProducts(ReadOnlySpan<float> vector, Span<float> target)
    {
        ref var source = ref MemoryMarshal.GetArrayDataReference(_blocks);
        for (var block = 0; block < PaddedCount; block += Lanes)
        {
            Vector512<float> sum = default;
            for (var w = 0; w < vector.Length; w++)
                sum = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref source, (nuint)((block * Width) + (w * Lanes))), Vector512.Create(vector[w]), sum);
            sum.CopyTo(target[block..]);
        }
    }
}
