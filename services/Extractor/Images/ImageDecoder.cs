using AttentionViz.Pipeline.Corpora;
using AttentionViz.Pipeline.Corpora.Images;
using SkiaSharp;

namespace AttentionViz.Extractor.Images;

/// <summary>
/// Decodes JPEG, PNG and WebP to RGB: upright (EXIF orientation applied), transparency laid on
/// white, grey and palette images widened, values as stored (no colour profile is applied).
/// </summary>
public static class ImageDecoder
{
    private static readonly long MostPixels = new CorpusLimits().MaxImagePixels;

    /// <exception cref="ImageException">It is damaged, cut off, too large or of another format.</exception>
    public static RgbImage Decode(byte[] file)
    {
        // The upload checks this too; whoever decodes must not depend on it.
        RequireSmall(file);
        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data) ?? throw new ImageException("cannot be decoded; it is damaged");
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        if ((long)info.Width * info.Height > MostPixels) throw TooLarge(info.Width, info.Height);
        var rgba = new byte[info.BytesSize];
        SKCodecResult result;
        unsafe
        {
            fixed (byte* pixels = rgba) result = codec.GetPixels(info, (nint)pixels);
        }

        if (result != SKCodecResult.Success) throw new ImageException($"cannot be decoded ({result}); it is damaged or cut off");
        return Orientation.Apply(OnWhite(rgba, info.Width, info.Height), codec.EncodedOrigin);
    }

    private static void RequireSmall(byte[] file)
    {
        try
        {
            var header = ImageHeader.Read(file);
            if (header.Pixels > MostPixels) throw TooLarge(header.Width, header.Height);
        }
        catch (InvalidDataException e)
        {
            throw new ImageException(e.Message);
        }
    }

    private static ImageException TooLarge(int width, int height) =>
        new($"is {width} x {height} pixels, more than the {MostPixels} that are taken; make it smaller");

    private static RgbImage OnWhite(byte[] rgba, int width, int height)
    {
        var image = new RgbImage(width, height);
        for (int from = 0, to = 0; from < rgba.Length; from += 4)
        {
            var alpha = rgba[from + 3];
            for (var c = 0; c < RgbImage.Channels; c++)
                image.Pixels[to++] = (byte)(((rgba[from + c] * alpha) + (255 * (255 - alpha)) + 127) / 255);
        }

        return image;
    }
}
