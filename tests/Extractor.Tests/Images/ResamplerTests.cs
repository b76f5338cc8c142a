using AttentionViz.Extractor.Images;

namespace AttentionViz.Extractor.Tests.Images;

/// <summary>Against figures of Pillow 9.4's Image.resize on the same 5 x 7 picture.</summary>
public sealed class ResamplerTests
{
    [Theory]
    [InlineData(ResampleFilter.Nearest, 3, 2, 2148, 21152, new[] { 108, 108, 108, 182, 32, 138, 0, 212, 168 })]
    [InlineData(ResampleFilter.Nearest, 8, 9, 27312, 134093, new[] { 0, 0, 0, 0, 0, 0, 37, 90, 143 })]
    [InlineData(ResampleFilter.Lanczos, 3, 2, 2282, 22185, new[] { 117, 124, 143, 127, 101, 109, 104, 101, 115 })]
    [InlineData(ResampleFilter.Lanczos, 8, 9, 27124, 144467, new[] { 0, 0, 0, 5, 15, 61, 31, 92, 133 })]
    [InlineData(ResampleFilter.Bilinear, 3, 2, 2284, 22060, new[] { 121, 126, 141, 132, 105, 111, 103, 109, 117 })]
    [InlineData(ResampleFilter.Bilinear, 8, 9, 26994, 128681, new[] { 0, 0, 0, 16, 39, 63, 39, 96, 136 })]
    [InlineData(ResampleFilter.Bicubic, 3, 2, 2280, 22129, new[] { 118, 124, 143, 128, 104, 109, 104, 103, 116 })]
    [InlineData(ResampleFilter.Bicubic, 8, 9, 27116, 140415, new[] { 0, 0, 0, 8, 25, 57, 34, 91, 138 })]
    [InlineData(ResampleFilter.Box, 3, 2, 2286, 22296, new[] { 119, 113, 140, 142, 120, 98, 102, 95, 121 })]
    [InlineData(ResampleFilter.Hamming, 3, 2, 2286, 22190, new[] { 120, 128, 147, 128, 108, 103, 103, 109, 114 })]
    [InlineData(ResampleFilter.Hamming, 8, 9, 27250, 139799, new[] { 0, 0, 0, 13, 32, 51, 37, 91, 142 })]
    public void Resize_Filter_GivesPillowsBytes(ResampleFilter filter, int width, int height, long sum, long weighted, int[] first)
    {
        var image = Resampler.Resize(Picture(), width, height, filter);

        Assert.Equal((width, height), (image.Width, image.Height));
        Assert.Equal(first, image.Pixels.Take(first.Length).Select(b => (int)b));
        Assert.Equal(sum, image.Pixels.Sum(b => (long)b));
        // Each byte times its place, so that no two may change sides unseen.
        Assert.Equal(weighted, image.Pixels.Select((b, i) => b * (i + 1L)).Sum() % 1_000_003);
    }

    [Theory]
    [InlineData(ResampleFilter.Nearest)]
    [InlineData(ResampleFilter.Bilinear)]
    [InlineData(ResampleFilter.Bicubic)]
    public void Resize_SameSize_ChangesNothing(ResampleFilter filter) =>
        Assert.Equal(Picture().Pixels, Resampler.Resize(Picture(), 5, 7, filter).Pixels);

    [Fact]
    public void Resize_FineChecks_BecomeGreyInsteadOfAliasing()
    {
        var checks = new RgbImage(64, 64);
        for (var i = 0; i < 64 * 64; i++) checks.Pixels.AsSpan(3 * i, 3).Fill((byte)(((i % 64) + (i / 64)) % 2 == 0 ? 0 : 255));

        Assert.All(Resampler.Resize(checks, 8, 8, ResampleFilter.Bilinear).Pixels, b => Assert.InRange(b, 120, 135));
    }

    private static RgbImage Picture()
    {
        var image = new RgbImage(5, 7);
        for (var y = 0; y < 7; y++)
        {
            for (var x = 0; x < 5; x++)
            {
                for (var c = 0; c < 3; c++) image.At(x, y)[c] = (byte)((37 * x) + (91 * y) + (53 * c * x) + (17 * y * y));
            }
        }

        return image;
    }
}
