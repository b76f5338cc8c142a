namespace AttentionViz.Extractor.Images;

/// <summary>
/// Resizes as Pillow does, which the published models were trained with: a filter that widens when
/// shrinking (so that nothing aliases), rows first, then columns, rounded to bytes after each.
/// </summary>
public static class Resampler
{
    // Weights become integers of so many bits, as in Pillow: results agree to the bit.
    private const int FractionBits = 22;

    public static RgbImage Resize(RgbImage image, int width, int height, ResampleFilter filter)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (filter == ResampleFilter.Nearest) return Pick(image, width, height);
        var narrowed = width == image.Width ? image : Horizontal(image, Taps.Create(image.Width, width, filter));
        return height == image.Height ? narrowed : Vertical(narrowed, Taps.Create(image.Height, height, filter));
    }

    private static RgbImage Pick(RgbImage image, int width, int height)
    {
        var result = new RgbImage(width, height);
        for (var y = 0; y < height; y++)
        {
            var fromY = Math.Min((int)((y + 0.5) * image.Height / height), image.Height - 1);
            for (var x = 0; x < width; x++)
                image.At(Math.Min((int)((x + 0.5) * image.Width / width), image.Width - 1), fromY).CopyTo(result.At(x, y));
        }

        return result;
    }

    private static RgbImage Horizontal(RgbImage image, Taps[] taps)
    {
        var result = new RgbImage(taps.Length, image.Height);
        for (var y = 0; y < image.Height; y++)
        {
            for (var x = 0; x < taps.Length; x++)
                Sum(image.Pixels.AsSpan(((y * image.Width) + taps[x].First) * RgbImage.Channels), RgbImage.Channels, taps[x].Weights, result.At(x, y));
        }

        return result;
    }

    private static RgbImage Vertical(RgbImage image, Taps[] taps)
    {
        var result = new RgbImage(image.Width, taps.Length);
        var stride = image.Width * RgbImage.Channels;
        for (var y = 0; y < taps.Length; y++)
        {
            for (var x = 0; x < image.Width; x++)
                Sum(image.Pixels.AsSpan((taps[y].First * stride) + (x * RgbImage.Channels)), stride, taps[y].Weights, result.At(x, y));
        }

        return result;
    }

    private static void Sum(ReadOnlySpan<byte> from, int stride, int[] weights, Span<byte> to)
    {
        int red = 1 << (FractionBits - 1), green = red, blue = red;
        for (int i = 0, at = 0; i < weights.Length; i++, at += stride)
        {
            red += from[at] * weights[i];
            green += from[at + 1] * weights[i];
            blue += from[at + 2] * weights[i];
        }

        (to[0], to[1], to[2]) = (Byte(red), Byte(green), Byte(blue));
    }

    private static byte Byte(int sum) => (byte)Math.Clamp(sum >> FractionBits, 0, 255);

    /// <summary>The input pixels that make up one output pixel.</summary>
    private sealed record Taps(int First, int[] Weights)
    {
        public static Taps[] Create(int from, int to, ResampleFilter filter)
        {
            var scale = (double)from / to;
            var stretch = Math.Max(scale, 1);
            var reach = filter.Support() * stretch;
            var all = new Taps[to];
            for (var i = 0; i < to; i++)
            {
                var centre = (i + 0.5) * scale;
                var first = Math.Max((int)(centre - reach + 0.5), 0);
                var count = Math.Min((int)(centre + reach + 0.5), from) - first;
                var weights = Enumerable.Range(first, count).Select(p => filter.Weight((p + 0.5 - centre) / stretch)).ToArray();
                var sum = weights.Sum();
                all[i] = new Taps(first, [.. weights.Select(w => (int)Math.Round(w / sum * (1 << FractionBits), MidpointRounding.AwayFromZero))]);
            }

            return all;
        }
    }
}
