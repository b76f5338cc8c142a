using SkiaSharp;

namespace AttentionViz.Extractor.Images;

/// <summary>Turns an image upright, as its EXIF orientation says.</summary>
internal static class Orientation
{
    public static RgbImage Apply(RgbImage image, SKEncodedOrigin origin)
    {
        if (origin is SKEncodedOrigin.TopLeft or SKEncodedOrigin.Default) return image;
        var (w, h) = (image.Width, image.Height);
        // The four that mirror at a diagonal exchange width and height.
        var turned = origin >= SKEncodedOrigin.LeftTop;
        var upright = turned ? new RgbImage(h, w) : new RgbImage(w, h);
        for (var y = 0; y < upright.Height; y++)
        {
            for (var x = 0; x < upright.Width; x++)
            {
                var (fromX, fromY) = origin switch
                {
                    SKEncodedOrigin.TopRight => (w - 1 - x, y),
                    SKEncodedOrigin.BottomRight => (w - 1 - x, h - 1 - y),
                    SKEncodedOrigin.BottomLeft => (x, h - 1 - y),
                    SKEncodedOrigin.LeftTop => (y, x),
                    SKEncodedOrigin.RightTop => (y, h - 1 - x),
                    SKEncodedOrigin.RightBottom => (w - 1 - y, h - 1 - x),
                    _ => (w - 1 - y, x),
                };
                image.At(fromX, fromY).CopyTo(upright.At(x, y));
            }
        }

        return upright;
    }
}
