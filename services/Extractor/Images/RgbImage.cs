namespace AttentionViz.Extractor.Images;

/// <summary>Decoded pixels: [height, width, 3] bytes, red first.</summary>
public sealed record RgbImage(int Width, int Height, byte[] Pixels)
{
    public const int Channels = 3;

    public RgbImage(int width, int height)
        : this(width, height, new byte[checked(width * height * Channels)])
    {
    }

    /// <summary>The three bytes of one pixel.</summary>
    public Span<byte> At(int x, int y) => Pixels.AsSpan(((y * Width) + x) * Channels, Channels);
}
