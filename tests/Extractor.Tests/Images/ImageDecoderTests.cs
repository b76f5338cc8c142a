using AttentionViz.Extractor.Images;
using AttentionViz.Testing.Images;

namespace AttentionViz.Extractor.Tests.Images;

/// <summary>Expected pixels are what was put into the files, and Pillow's reading of the JPEG.</summary>
public sealed class ImageDecoderTests
{
    [Fact]
    public void Decode_Png_GivesItsPixels()
    {
        var image = ImageDecoder.Decode(TestImages.Png);

        Assert.Equal((3, 2), (image.Width, image.Height));
        Assert.Equal(TestImages.PngPixels, image.Pixels);
    }

    [Fact]
    public void Decode_LosslessWebP_GivesItsPixels() => Assert.Equal(TestImages.PngPixels, ImageDecoder.Decode(TestImages.LosslessWebP).Pixels);

    [Fact]
    public void Decode_LossyWebP_IsClose()
    {
        var image = ImageDecoder.Decode(TestImages.LossyWebP);

        Assert.Equal((8, 4), (image.Width, image.Height));
        for (var i = 0; i < image.Pixels.Length; i++) Assert.InRange(image.Pixels[i] - (new[] { 200, 100, 50 })[i % 3], -4, 4);
    }

    [Fact]
    public void Decode_Grey_IsTheSameInEveryChannel() => Assert.Equal([0, 0, 0, 128, 128, 128, 255, 255, 255], ImageDecoder.Decode(TestImages.GreyPng).Pixels);

    [Fact]
    public void Decode_Transparency_IsLaidOnWhite()
    {
        // 0 * 128 + 255 * 127 over 255.
        byte[] expected = [255, 255, 255, 255, 0, 0, 127, 127, 127];

        Assert.Equal(expected, ImageDecoder.Decode(TestImages.AlphaPng).Pixels);
        Assert.Equal(expected, ImageDecoder.Decode(TestImages.AlphaWebP).Pixels);
    }

    [Theory]
    [InlineData(1, 32, 16, "rbgb")]
    [InlineData(2, 32, 16, "brbg")]
    [InlineData(3, 32, 16, "bgbr")]
    [InlineData(4, 32, 16, "gbrb")]
    [InlineData(5, 16, 32, "rgbb")]
    [InlineData(6, 16, 32, "grbb")]
    [InlineData(7, 16, 32, "bbgr")]
    [InlineData(8, 16, 32, "bbrg")]
    public void Decode_ExifOrientation_TurnsUpright(byte orientation, int width, int height, string corners)
    {
        var file = TestImages.TurnedJpeg.ToArray();
        // The value of the only EXIF entry: tag 0x112, a SHORT.
        file[file.AsSpan().IndexOf((ReadOnlySpan<byte>)[1, 0x12, 0, 3, 0, 0, 0, 1, 0]) + 9] = orientation;

        var image = ImageDecoder.Decode(file);

        Assert.Equal((width, height), (image.Width, image.Height));
        (int X, int Y)[] places = [(4, 4), (width - 4, 4), (4, height - 4), (width - 4, height - 4)];
        Assert.Equal(corners, string.Concat(places.Select(p => Colour(image.At(p.X, p.Y)))));
    }

    [Fact]
    public void Decode_Bomb_IsRefusedByItsHeader() =>
        Assert.Contains("20000 x 20000 pixels", Assert.Throws<ImageException>(() => ImageDecoder.Decode(TestImages.Hollow(20_000, 20_000))).Message, StringComparison.Ordinal);

    [Fact]
    public void Decode_HeaderWithoutPixels_IsDamaged() =>
        Assert.Contains("cannot be decoded", Assert.Throws<ImageException>(() => ImageDecoder.Decode(TestImages.Hollow(4, 4))).Message, StringComparison.Ordinal);

    [Fact]
    public void Decode_CutOff_SaysSo()
    {
        Assert.Contains("cut off", Assert.Throws<ImageException>(() => ImageDecoder.Decode(TestImages.TurnedJpeg[..^40])).Message, StringComparison.Ordinal);
        Assert.Contains("cut off", Assert.Throws<ImageException>(() => ImageDecoder.Decode(TestImages.Png[..^20])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_Text_IsNoImage() =>
        Assert.Contains("is not a JPEG, PNG or WebP", Assert.Throws<ImageException>(() => ImageDecoder.Decode("words"u8.ToArray())).Message, StringComparison.Ordinal);

    private static char Colour(ReadOnlySpan<byte> rgb) => rgb[0] > 200 ? 'r' : rgb[1] > 200 ? 'g' : 'b';
}
