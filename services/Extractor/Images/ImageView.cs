using AttentionViz.Extractor.Running;

namespace AttentionViz.Extractor.Images;

/// <summary>An image as the model sees it: resized and cropped, still in bytes.</summary>
public sealed class ImageView(RgbImage image, Preprocessing preprocessing, ImageInput input)
{
    public RgbImage Image => image;

    /// <summary>The numbers that are fed: [channels, height, width], or channels last where the model wants that.</summary>
    public float[] ToTensor()
    {
        var (pixels, size, channels) = (image.Pixels, image.Width * image.Height, input.Channels);
        var values = new float[size * channels];
        for (var c = 0; c < channels; c++)
        {
            var table = Table(c);
            var source = preprocessing.BlueFirst ? RgbImage.Channels - 1 - c : c;
            for (var i = 0; i < size; i++)
            {
                var value = channels == 1 ? Luma(pixels.AsSpan(i * RgbImage.Channels)) : pixels[(i * RgbImage.Channels) + source];
                values[input.ChannelsLast ? (i * channels) + c : (c * size) + i] = table[value];
            }
        }

        return values;
    }

    /// <summary>A byte has 256 values, so that each is worked out once.</summary>
    private float[] Table(int channel) =>
        [.. Enumerable.Range(0, 256).Select(b => (float)(((b * preprocessing.Factor) - preprocessing.Mean[channel]) / preprocessing.Deviation[channel]))];

    /// <summary>ITU-R 601 brightness, rounded.</summary>
    private static byte Luma(ReadOnlySpan<byte> rgb) => (byte)(((299 * rgb[0]) + (587 * rgb[1]) + (114 * rgb[2]) + 500) / 1000);
}
