using System.Numerics.Tensors;
using AttentionViz.Numerics.Linear;

namespace AttentionViz.Numerics.Comparison;

/// <summary>
/// Linear centred kernel alignment of two descriptions of the same items (Kornblith et al.: Similarity of Neural Network
/// Representations Revisited, 2019), taken row by row: |Y'X|^2 / (|X'X| |Y'Y|) with centred columns. It costs products of
/// width by width and never items by items. Rotating either side, moving it or scaling it alike in all directions changes
/// nothing.
/// </summary>
/// <param name="leftWidth">Values of a left row, at least 1.</param>
/// <param name="rightWidth">Values of a right row, at least 1.</param>
public sealed class LinearCka(int leftWidth, int rightWidth)
{
    private readonly Side _left = new(leftWidth);
    private readonly Side _right = new(rightWidth);
    private readonly double[] _leftProducts = new double[leftWidth * leftWidth];
    private readonly double[] _rightProducts = new double[rightWidth * rightWidth];
    private readonly double[] _crossProducts = new double[leftWidth * rightWidth];

    /// <summary>Items so far.</summary>
    public long Rows { get; private set; }

    /// <summary>0..1. 1 where neither side varies, 0 where one of them does not.</summary>
    public double Value
    {
        get
        {
            var left = SquaredNorm(_leftProducts, _left, _left);
            var right = SquaredNorm(_rightProducts, _right, _right);
            if (left == 0 || right == 0) return left == right ? 1 : 0;
            return Math.Clamp(SquaredNorm(_crossProducts, _left, _right) / Math.Sqrt(left * right), 0, 1);
        }
    }

    /// <summary>Takes more items.</summary>
    /// <param name="left">[items x left width], finite.</param>
    /// <param name="right">[items x right width], finite, in the same order.</param>
    public void Add(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var rows = left.Length / leftWidth;
        if (rows * rightWidth != right.Length)
            throw new ArgumentException($"{right.Length} values are not {rows} rows of {rightWidth}.", nameof(right));
        for (var row = 0; row < rows; row++)
        {
            _left.Take(left.Slice(row * leftWidth, leftWidth));
            _right.Take(right.Slice(row * rightWidth, rightWidth));
            AddProducts(_left.Row, _left.Row, _leftProducts);
            AddProducts(_right.Row, _right.Row, _rightProducts);
            AddProducts(_left.Row, _right.Row, _crossProducts);
            Rows++;
        }
    }

    private static void AddProducts(double[] x, double[] y, double[] products)
    {
        for (var i = 0; i < x.Length; i++)
            VectorOps.AddScaled(x[i], y, products.AsSpan(i * y.Length, y.Length));
    }

    /// <summary>The same sum for all three products, so that a side held against itself gives 1 to the bit.</summary>
    private double SquaredNorm(double[] products, Side x, Side y)
    {
        double sum = 0;
        for (var i = 0; i < x.Sums.Length; i++)
        {
            for (var j = 0; j < y.Sums.Length; j++)
            {
                var centred = products[(i * y.Sums.Length) + j] - (x.Sums[i] * y.Sums[j] / Rows);
                sum += centred * centred;
            }
        }

        return sum;
    }

    /// <summary>
    /// Rows less the first one, so that little is lost when the mean is taken off at the end, and times a power of two, so
    /// that fourth powers of large values stay finite.
    /// </summary>
    private sealed class Side(int width)
    {
        private double[]? _first;
        private double _scale = 1;

        public double[] Row { get; } = new double[width];

        public double[] Sums { get; } = new double[width];

        public void Take(ReadOnlySpan<float> row)
        {
            if (_first is null)
            {
                _first = new double[width];
                TensorPrimitives.ConvertTruncating(row, _first);
                var largest = Math.Abs(TensorPrimitives.MaxMagnitude(row));
                if (largest > 0) _scale = Math.ScaleB(1, -Math.ILogB(largest));
            }

            for (var i = 0; i < width; i++)
            {
                Row[i] = (row[i] - _first[i]) * _scale;
                Sums[i] += Row[i];
            }
        }
    }
}
