using System.Numerics.Tensors;

namespace AttentionViz.Pipeline.Atlases.Statistics;

/// <summary>
/// Sums over the vectors of a head from which mean, covariance and norms follow. They are kept in one
/// array, so that parts are added and stored without knowing what is in it: count, sum of norms, sum
/// of the vectors, then the sum of x x' as an upper triangle, row by row.
/// </summary>
public sealed class MomentSums
{
    private const int CountAt = 0;
    private const int NormAt = 1;

    /// <summary>Where the sum of the vectors begins.</summary>
    public const int SumAt = 2;

    public MomentSums(int width, double[] values)
    {
        if (values.Length != Length(width))
            throw new ArgumentException($"{values.Length} sums do not fit vectors of width {width}, which have {Length(width)}", nameof(values));
        (Width, Values) = (width, values);
    }

    public int Width { get; }

    public double[] Values { get; }

    public double Count => Values[CountAt];

    /// <summary>Mean Euclidean norm; 0 without vectors.</summary>
    public double MeanNorm => Count > 0 ? Values[NormAt] / Count : 0;

    /// <summary>Sum of the variances of the components: the trace of the covariance.</summary>
    public double TotalVariance
    {
        get
        {
            var mean = Mean();
            var total = 0.0;
            for (var i = 0; i < Width; i++) total += (Values[ProductAt(Width, i)] / Count) - (mean[i] * mean[i]);
            return Count > 0 ? Math.Max(total, 0) : 0;
        }
    }

    public static MomentSums Empty(int width) => new(width, new double[Length(width)]);

    /// <summary>Number of sums of vectors of a width.</summary>
    public static int Length(int width) => SumAt + width + (width * (width + 1) / 2);

    /// <summary>Where row <paramref name="row"/> of the triangle begins: its products with components row, row + 1, ...</summary>
    public static int ProductAt(int width, int row) => SumAt + width + (row * width) - (row * (row - 1) / 2);

    /// <summary>[width]; zeros without vectors.</summary>
    public double[] Mean() => [.. Values.AsSpan(SumAt, Width).ToArray().Select(s => Count > 0 ? s / Count : 0)];

    /// <summary>[width x width], of the population (divided by the count); zeros without vectors.</summary>
    public double[] Covariance()
    {
        var covariance = new double[Width * Width];
        if (Count == 0) return covariance;
        var mean = Mean();
        for (var i = 0; i < Width; i++)
        {
            for (var j = i; j < Width; j++)
            {
                var value = (Values[ProductAt(Width, i) + j - i] / Count) - (mean[i] * mean[j]);
                covariance[(i * Width) + j] = covariance[(j * Width) + i] = value;
            }
        }

        return covariance;
    }

    public void Add(MomentSums other) => TensorPrimitives.Add(Values, other.Values, Values);
}
