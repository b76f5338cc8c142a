namespace AttentionViz.Extractor.Images;

/// <summary>Cuts the middle out of an image; what lies beyond its edges is black.</summary>
internal static class CenterCrop
{
    public static RgbImage Cut(RgbImage image, int width, int height)
    {
        if (image.Width == width && image.Height == height) return image;
        var result = new RgbImage(width, height);
        // Rounds down when cutting and up when padding, as the Hugging Face processors do: the
        // odd pixel is left over at the far side, the odd border comes at the near one.
        var left = Floor(image.Width - width);
        var top = Floor(image.Height - height);
        for (var y = Math.Max(0, -top); y < Math.Min(height, image.Height - top); y++)
        {
            for (var x = Math.Max(0, -left); x < Math.Min(width, image.Width - left); x++)
                image.At(x + left, y + top).CopyTo(result.At(x, y));
        }

        return result;
    }

    private static int Floor(int difference) => (int)Math.Floor(difference / 2.0);
}
