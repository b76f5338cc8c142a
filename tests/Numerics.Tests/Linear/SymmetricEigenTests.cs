using AttentionViz.Numerics.Linear;
using CsCheck;

namespace AttentionViz.Numerics.Tests.Linear;

public class SymmetricEigenTests
{
    [Fact]
    public void Decompose_AnySymmetricMatrix_ReconstructsItFromOrthonormalVectors() =>
        Gen.Select(Gen.Int[1, 40], Gen.ULong, Gen.Int[1, 40]).Sample(
            (n, seed, rank) =>
            {
                // A sum of few outer products has many equal eigenvalues, the hard case.
                var factors = TestData.Normal(n * rank, seed);
                var matrix = new double[n * n];
                for (var i = 0; i < n * n; i++)
                {
                    for (var r = 0; r < rank; r++)
                        matrix[i] += (double)factors[(i / n * rank) + r] * factors[(i % n * rank) + r];
                }

                var (values, vectors) = SymmetricEigen.Decompose([.. matrix], n);
                Assert.Equal(values.OrderDescending(), values);
                for (var i = 0; i < n; i++)
                {
                    for (var j = 0; j < n; j++)
                    {
                        double product = 0, dot = 0;
                        for (var r = 0; r < n; r++)
                        {
                            product += values[r] * vectors[(r * n) + i] * vectors[(r * n) + j];
                            dot += vectors[(i * n) + r] * vectors[(j * n) + r];
                        }

                        Assert.Equal(matrix[(i * n) + j], product, 1e-9 * Math.Max(1, values[0]));
                        Assert.Equal(i == j ? 1 : 0, dot, 1e-10);
                    }
                }
            },
            iter: 60);

    [Fact]
    public void Decompose_KnownMatrix_GivesKnownValuesAndSigns()
    {
        var (values, vectors) = SymmetricEigen.Decompose([2, 1, 1, 2], 2);
        Assert.Equal(3, values[0], 1e-14);
        Assert.Equal(1, values[1], 1e-14);
        Assert.Equal(Math.Sqrt(0.5), vectors[0], 1e-14);
        Assert.Equal(Math.Sqrt(0.5), vectors[1], 1e-14);
        Assert.Equal(Math.Sqrt(0.5), Math.Max(vectors[2], vectors[3]), 1e-14);
    }

    [Fact]
    public void Decompose_Zeros_GivesZeros() =>
        Assert.All(SymmetricEigen.Decompose(new double[25], 5).Values, value => Assert.Equal(0, value));
}
