using System.Buffers.Binary;

namespace AttentionViz.Pipeline.Corpora.Images;

/// <summary>Image formats that a corpus may hold.</summary>
public enum ImageKind
{
    Jpeg,
    Png,
    WebP,
}

/// <summary>
/// What the container of an image says of it, read without decoding a pixel: a picture of 20,000 x
/// 20,000 must be refused before memory is laid out for it.
/// </summary>
public sealed record ImageHeader(ImageKind Kind, int Width, int Height)
{
    public long Pixels => (long)Width * Height;

    /// <summary>Reads the dimensions.</summary>
    /// <param name="whole">Also check that the file is there to its end; else the dimensions are enough.</param>
    /// <exception cref="InvalidDataException">It is no JPEG, PNG or WebP, or it is cut off; the message says which.</exception>
    public static ImageHeader Read(ReadOnlySpan<byte> file, bool whole = true)
    {
        var header = file switch
        {
            [] => throw new InvalidDataException("is empty; leave it out"),
            [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Png(file, whole),
            [0xFF, 0xD8, 0xFF, ..] => JpegHeader.Read(file, whole),
            [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => WebPHeader.Read(file, whole),
            _ => throw new InvalidDataException("is not a JPEG, PNG or WebP image, whatever its name says; convert it or leave it out"),
        };
        return header is { Width: > 0, Height: > 0 } ? header : throw new InvalidDataException($"says that it is {header.Width} x {header.Height} pixels; it is damaged");
    }

    /// <summary>What is to be said of a file that ends too early.</summary>
    /// <param name="known">What was read before; null when that is not enough.</param>
    internal static ImageHeader CutOff(ImageHeader? known, bool whole) =>
        known is not null && !whole ? known : throw new InvalidDataException("is cut off before its end; copy it again");

    private static ImageHeader Png(ReadOnlySpan<byte> file, bool whole)
    {
        const int SignatureBytes = 8, FrameBytes = 12;
        ImageHeader? header = null;
        for (var at = SignatureBytes; at <= file.Length - FrameBytes;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
            if (length > file.Length - at - FrameBytes) return CutOff(header, whole);
            var type = file.Slice(at + 4, 4);
            var data = file.Slice(at + 8, (int)length);
            if (header is null)
            {
                if (!type.SequenceEqual("IHDR"u8) || length < 8) throw new InvalidDataException("is a PNG without its header; it is damaged");
                header = new ImageHeader(ImageKind.Png, BinaryPrimitives.ReadInt32BigEndian(data), BinaryPrimitives.ReadInt32BigEndian(data[4..]));
            }

            if (type.SequenceEqual("IEND"u8)) return header;
            at += FrameBytes + (int)length;
        }

        return CutOff(header, whole);
    }
}
