using System.Numerics;
using AttentionViz.Numerics.Tsne;

namespace AttentionViz.Numerics.Tests.Tsne;

public class LaneFourierTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(30)]
    [InlineData(64)]
    [InlineData(90)]
    [InlineData(216)]
    [InlineData(250)]
    public void Transform_AnyLength_IsTheDefinitionInEveryLane(int n)
    {
        var (re, im) = (TestData.Normal(n * 16, 1), TestData.Normal(n * 16, 2));
        var expected = new Complex[n * 16];
        for (var k = 0; k < n; k++)
        {
            for (var j = 0; j < n; j++)
            {
                var turn = Complex.FromPolarCoordinates(1, -2 * Math.PI * ((long)j * k % n) / n);
                for (var lane = 0; lane < 16; lane++)
                    expected[(k * 16) + lane] += turn * new Complex(re[(j * 16) + lane], im[(j * 16) + lane]);
            }
        }

        new LaneFourier(n).Transform(re, im, new float[n * 16], new float[n * 16]);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Complex.Abs(expected[i] - new Complex(re[i], im[i])) < 1e-6 * n + 3e-6, $"value {i}");
    }

    [Fact]
    public void Transform_ThereAndBack_IsTheSameTimesItsLengthAndKeepsTheEnergy()
    {
        const int N = 1440;
        var (re, im) = (TestData.Normal(N * 16, 3), TestData.Normal(N * 16, 4));
        var (startRe, startIm) = ((float[])re.Clone(), (float[])im.Clone());
        var fourier = new LaneFourier(N);
        var room = new float[2 * N * 16];
        fourier.Transform(re, im, room, room.AsSpan(N * 16));
        // Parseval.
        Assert.Equal(1, (Energy(re) + Energy(im)) / (N * (Energy(startRe) + Energy(startIm))), 1e-6);
        fourier.Transform(im, re, room, room.AsSpan(N * 16));
        for (var i = 0; i < re.Length; i++)
        {
            Assert.Equal(startRe[i], re[i] / N, 1e-5);
            Assert.Equal(startIm[i], im[i] / N, 1e-5);
        }
    }

    [Fact]
    public void Constructor_LengthWithAPrimeAboveFive_IsRefused() => Assert.Throws<ArgumentException>(() => new LaneFourier(14));

    [Theory]
    [InlineData(0, 2)]
    [InlineData(7, 8)]
    [InlineData(201, 216)]
    [InlineData(433, 450)]
    public void NextLength_AnyNumber_IsTheNextEvenOneOfSmallPrimes(int atLeast, int expected) => Assert.Equal(expected, LaneFourier.NextLength(atLeast));

    private static double Energy(float[] values) => values.Sum(x => (double)x * x);
}
