using SkiaSharp;

namespace AttentionViz.Extractor.Images;

/// <summary>The picture of a view that is kept with an atlas.</summary>
public static class ViewPicture
{
    /// <summary>Longest side in pixels.</summary>
    public const int MostPixels = 256;

    public static byte[] Png(ImageView view)
    {
        var image = view.Image;
        var longest = Math.Max(image.Width, image.Height);
        if (longest > MostPixels)
            image = Resampler.Resize(image, Shrunk(image.Width, longest), Shrunk(image.Height, longest), ResampleFilter.Bilinear);
        using var bitmap = new SKBitmap(new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var rgba = new byte[image.Width * image.Height * 4];
        for (int from = 0, to = 0; to < rgba.Length; from += RgbImage.Channels, to += 4)
        {
            image.Pixels.AsSpan(from, RgbImage.Channels).CopyTo(rgba.AsSpan(to));
            rgba[to + 3] = 255;
        }

        System.Runtime.InteropServices.Marshal.Copy(rgba, 0, bitmap.GetPixels(), rgba.Length);
        using var png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    private static int Shrunk(int side, int longest) => Math.Max(1, (int)Math.Round((double)side * MostPixels / longest));
}
