using System.Buffers.Binary;

namespace AttentionViz.Pipeline.Corpora.Images;

/// <summary>Reads the dimensions of the three kinds of WebP: extended, lossless and lossy.</summary>
internal static class WebPHeader
{
    private const int ChunkData = 20;
    private const int LeastBytes = 30;

    public static ImageHeader Read(ReadOnlySpan<byte> file, bool whole)
    {
        var riff = BinaryPrimitives.ReadUInt32LittleEndian(file[4..]) + 8L;
        if (file.Length < LeastBytes || (whole && riff > file.Length)) return ImageHeader.CutOff(null, whole);
        var type = file.Slice(12, 4);
        var data = file[ChunkData..];
        if (type.SequenceEqual("VP8X"u8)) return Header(1 + UInt24(data[4..]), 1 + UInt24(data[7..]));
        if (type.SequenceEqual("VP8L"u8) && data[0] == 0x2F)
        {
            var packed = BinaryPrimitives.ReadUInt32LittleEndian(data[1..]);
            return Header(1 + (int)(packed & 0x3FFF), 1 + (int)((packed >> 14) & 0x3FFF));
        }

        // The two top bits of each are a scaling hint that decoders ignore.
        if (type.SequenceEqual("VP8 "u8) && data[3..].StartsWith((ReadOnlySpan<byte>)[0x9D, 0x01, 0x2A]))
            return Header(BinaryPrimitives.ReadUInt16LittleEndian(data[6..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(data[8..]) & 0x3FFF);
        throw new InvalidDataException("is a WebP whose first chunk is not of pixels; it is damaged");
    }

    private static ImageHeader Header(int width, int height) => new(ImageKind.WebP, width, height);

    private static int UInt24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
}
