using AttentionViz.Numerics.Alignment;

namespace AttentionViz.Numerics.Tests.Alignment;

public class BalancedTests
{
    private const int Width = 6;

    /// <summary>With little to regularise, both clouds end with one covariance.</summary>
    [Fact]
    public void Align_FullRank_GivesBothCloudsOneCovariance()
    {
        var head = Stretched(400, 3);

        var alignment = HeadAligner.Align(head, AlignmentMode.Balanced);

        var points = alignment.Apply(head);
        var queries = Covariance.Of(points.AsSpan(0, head.Queries.Length), Width);
        var keys = Covariance.Of(points.AsSpan(head.Queries.Length), Width);
        var trace = Enumerable.Range(0, Width).Sum(i => queries[(i * Width) + i]);
        // What is added to every direction stays between them: a hundredth of the mean variance.
        for (var i = 0; i < queries.Length; i++) Assert.Equal(queries[i], keys[i], 0.05 * trace);
        Assert.False(alignment.IsDegenerate);
        Assert.Equal(1, alignment.C);
    }

    [Fact]
    public void Align_FullRank_MakesTheMeansMeet()
    {
        var head = Stretched(300, 5);

        var points = HeadAligner.Align(head, AlignmentMode.Balanced).Apply(head);

        var queries = ColumnMeans.Of(points.AsSpan(0, head.Queries.Length), Width);
        var keys = ColumnMeans.Of(points.AsSpan(head.Queries.Length), Width);
        for (var i = 0; i < Width; i++) Assert.Equal(queries[i], keys[i], 1e-4);
    }

    /// <summary>The mean of diagonal matrices is that of numbers: M = (var k / var q)^(1/4), direction by direction.</summary>
    [Fact]
    public void Of_DiagonalCovariances_IsTheFourthRootOfTheirRatio()
    {
        double[] queries = [4, 0, 0, 1], keys = [1, 0, 0, 9];

        var matrix = BalancedTransform.Of(queries, keys, 2)!;

        double Expected(double q, double k) => Math.Pow((k + (1e-2 * 5)) / (q + (1e-2 * 2.5)), 0.25);
        Assert.Equal(Expected(4, 1), matrix.Forward[0], 1e-12);
        Assert.Equal(Expected(1, 9), matrix.Forward[3], 1e-12);
        Assert.Equal(0, matrix.Forward[1], 1e-12);
    }

    [Fact]
    public void Of_AnyCovariances_SolvesItsEquation()
    {
        var head = Stretched(200, 7);
        double[] a = Covariance.Of(head.Queries, Width), b = Covariance.Of(head.Keys, Width);

        var matrix = BalancedTransform.Of(a, b, Width)!;

        var (left, right) = (Congruence(matrix.Forward, Regularised(a)), Congruence(matrix.Inverse, Regularised(b)));
        for (var i = 0; i < left.Length; i++) Assert.Equal(left[i], right[i], 1e-9 * left.Max());
        var identity = Product(matrix.Forward, matrix.Inverse);
        for (var i = 0; i < Width; i++)
        {
            for (var j = 0; j < Width; j++) Assert.Equal(i == j ? 1 : 0, identity[(i * Width) + j], 1e-9);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Align_FewerTokensThanDirections_IsFinite(int tokens)
    {
        var head = TestData.Head(tokens, 16, 11);

        var alignment = HeadAligner.Align(head, AlignmentMode.Balanced);

        Assert.Equal(tokens == 1, alignment.IsDegenerate);
        Assert.All(alignment.Apply(head), x => Assert.True(float.IsFinite(x)));
    }

    [Fact]
    public void Align_ConstantKeys_IsDegenerateAndStillTranslates()
    {
        var queries = TestData.Normal(40 * Width, 1);
        float[] keys = [.. Enumerable.Repeat(2f, 40 * Width)];
        var head = new HeadVectors(queries, keys, Width, 1, causal: false, [0, 40]);

        var alignment = HeadAligner.Align(head, AlignmentMode.Balanced);

        Assert.True(alignment.IsDegenerate);
        Assert.Null(alignment.Matrix);
        for (var i = 0; i < Width; i++) Assert.Equal(head.QueryMeans[i] - 2, alignment.Translation[i], 1e-6);
    }

    [Fact]
    public void Align_CovariancesOfTheCorpus_GoBeforeThoseOfTheSample()
    {
        var head = Stretched(100, 13);
        double[] unit = [.. Enumerable.Range(0, Width * Width).Select(i => i % (Width + 1) == 0 ? 1.0 : 0)];
        var told = new HeadVectors(head.Queries, head.Keys, Width, head.Scale, head.Causal, head.QueryStarts) { QueryCovariance = unit, KeyCovariance = unit };

        var matrix = HeadAligner.Align(told, AlignmentMode.Balanced).Matrix!;

        for (var i = 0; i < unit.Length; i++) Assert.Equal(unit[i], matrix.Forward[i], 1e-12);
    }

    /// <summary>Queries wide along some directions, keys along others.</summary>
    private static HeadVectors Stretched(int tokens, ulong seed)
    {
        var plain = TestData.Head(tokens, Width, seed, keyShift: 2);
        float[] Stretch(float[] values, Func<int, double> by) => [.. values.Select((x, i) => (float)(x * by(i % Width)))];
        return new HeadVectors(
            Stretch(plain.Queries, i => 1 + i), Stretch(plain.Keys, i => 1.5 / (1 + i)), Width, plain.Scale, plain.Causal, plain.QueryStarts);
    }

    private static double[] Regularised(double[] covariance)
    {
        var trace = Enumerable.Range(0, Width).Sum(i => covariance[(i * Width) + i]);
        return [.. covariance.Select((x, i) => i % (Width + 1) == 0 ? x + (1e-2 * trace / Width) : x)];
    }

    private static double[] Congruence(double[] outer, double[] inner) => Product(Product(outer, inner), outer);

    private static double[] Product(double[] left, double[] right)
    {
        var product = new double[Width * Width];
        for (var i = 0; i < Width; i++)
        {
            for (var j = 0; j < Width; j++) product[(i * Width) + j] = Enumerable.Range(0, Width).Sum(r => left[(i * Width) + r] * right[(r * Width) + j]);
        }

        return product;
    }
}
