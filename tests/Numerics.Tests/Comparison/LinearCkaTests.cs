using AttentionViz.Numerics.Comparison;
using AttentionViz.Numerics.Randomness;

namespace AttentionViz.Numerics.Tests.Comparison;

public sealed class LinearCkaTests
{
    [Theory]
    [InlineData(30, 4, 4)]
    [InlineData(50, 3, 7)]
    [InlineData(5, 8, 9)]
    public void Value_RandomRows_EqualsKernelsOfItemsByItems(int rows, int leftWidth, int rightWidth)
    {
        var random = new SeededRandom(3);
        var (left, right) = (Rows(random, rows, leftWidth, 5), Mixed(random, rows, leftWidth, rightWidth));
        // In pieces, as they come from shards.
        var cka = new LinearCka(leftWidth, rightWidth);
        cka.Add(left.AsSpan(0, 2 * leftWidth), right.AsSpan(0, 2 * rightWidth));
        cka.Add(left.AsSpan(2 * leftWidth), right.AsSpan(2 * rightWidth));

        Assert.Equal(rows, cka.Rows);
        Assert.Equal(ByKernels(left, leftWidth, right, rightWidth), cka.Value, 1e-9);
    }

    [Fact]
    public void Value_RotatedScaledAndMoved_IsOne()
    {
        var random = new SeededRandom(4);
        var left = Rows(random, 60, 2, 0);
        var (cos, sin) = (Math.Cos(0.7), Math.Sin(0.7));
        var right = new float[left.Length];
        for (var i = 0; i < left.Length; i += 2)
            (right[i], right[i + 1]) = ((float)(9 * ((cos * left[i]) - (sin * left[i + 1])) + 100), (float)(9 * ((sin * left[i]) + (cos * left[i + 1])) - 7));

        Assert.Equal(1, Of(left, 2, right, 2), 1e-6);
        var other = Rows(random, 60, 3, 1);
        Assert.Equal(Of(left, 2, other, 3), Of(right, 2, other, 3), 1e-6);
        Assert.InRange(Of(left, 2, other, 3), 0, 0.5);
    }

    [Fact]
    public void Value_RowsInAnotherOrder_IsTheSameWhenBothMoveAndFallsWhenOneDoes()
    {
        var random = new SeededRandom(5);
        var (left, right) = (Rows(random, 40, 3, 0), Mixed(new SeededRandom(5), 40, 3, 3));
        float[] Reversed(float[] rows) => [.. rows.Chunk(3).Reverse().SelectMany(r => r)];

        Assert.Equal(Of(left, 3, right, 3), Of(Reversed(left), 3, Reversed(right), 3), 1e-12);
        Assert.True(Of(left, 3, Reversed(left), 3) < 0.5);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(1e-30f)]
    [InlineData(3e37f)]
    public void Value_WithItself_IsOneToTheBit(float size)
    {
        float[] rows = [.. Rows(new SeededRandom(6), 20, 5, 1).Select(v => v * size)];
        Assert.Equal(1.0, Of(rows, 5, rows, 5));
    }

    [Fact]
    public void Value_WhereOneSideNeverVaries_IsZero()
    {
        var rows = Rows(new SeededRandom(7), 20, 2, 0);
        Assert.Equal(0, Of(rows, 2, [.. Enumerable.Repeat(0.1f, 60)], 3));
        Assert.Equal(1, Of([.. Enumerable.Repeat(0.3f, 40)], 2, [.. Enumerable.Repeat(0.1f, 60)], 3));
    }

    [Fact]
    public void Add_RowsThatDoNotPair_AreRefused() => Assert.Throws<ArgumentException>(() => Of(new float[6], 2, new float[8], 2));

    private static double Of(float[] left, int leftWidth, float[] right, int rightWidth)
    {
        var cka = new LinearCka(leftWidth, rightWidth);
        cka.Add(left, right);
        return cka.Value;
    }

    private static float[] Rows(SeededRandom random, int rows, int width, float mean) => [.. Enumerable.Range(0, rows * width).Select(_ => mean + (float)random.NextNormal())];

    /// <summary>Partly what rows of the seed 3 or 5 hold, so that there is something to find.</summary>
    private static float[] Mixed(SeededRandom random, int rows, int leftWidth, int rightWidth)
    {
        var shared = Rows(random, rows, leftWidth, 0);
        return [.. Enumerable.Range(0, rows).SelectMany(r => Enumerable.Range(0, rightWidth).Select(c => shared[(r * leftWidth) + (c % leftWidth)] * (1 + c) + (0.5f * (float)random.NextNormal())))];
    }

    /// <summary>HSIC(K, L) / sqrt(HSIC(K, K) HSIC(L, L)) with K = X X', L = Y Y', both centred.</summary>
    private static double ByKernels(float[] left, int leftWidth, float[] right, int rightWidth)
    {
        var (k, l) = (CentredKernel(left, leftWidth), CentredKernel(right, rightWidth));
        return Dot(k, l) / Math.Sqrt(Dot(k, k) * Dot(l, l));
    }

    private static double Dot(double[,] a, double[,] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.GetLength(0); i++)
            for (var j = 0; j < a.GetLength(1); j++) sum += a[i, j] * b[i, j];
        return sum;
    }

    private static double[,] CentredKernel(float[] rows, int width)
    {
        var n = rows.Length / width;
        var kernel = new double[n, n];
        for (var i = 0; i < n; i++)
            for (var j = 0; j < n; j++)
                for (var c = 0; c < width; c++) kernel[i, j] += (double)rows[(i * width) + c] * rows[(j * width) + c];
        var means = Enumerable.Range(0, n).Select(i => Enumerable.Range(0, n).Average(j => kernel[i, j])).ToArray();
        var mean = means.Average();
        for (var i = 0; i < n; i++)
            for (var j = 0; j < n; j++) kernel[i, j] += mean - means[i] - means[j];
        return kernel;
    }
}
