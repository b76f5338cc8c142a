using System.Buffers.Binary;

namespace AttentionViz.Pipeline.Corpora.Images;

/// <summary>Walks the segments of a JPEG to its frame header.</summary>
internal static class JpegHeader
{
    private const byte StartOfScan = 0xDA;

    public static ImageHeader Read(ReadOnlySpan<byte> file, bool whole)
    {
        ImageHeader? header = null;
        for (var at = 2; at <= file.Length - 4;)
        {
            if (file[at] != 0xFF) throw new InvalidDataException("is a JPEG whose segments do not follow one another; it is damaged");
            var marker = file[at + 1];
            if (marker == 0xFF || IsBare(marker))
            {
                at += marker == 0xFF ? 1 : 2;
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            if (length < 2) throw new InvalidDataException("is a JPEG with a segment of no length; it is damaged");
            if (at + 2 + length > file.Length) return ImageHeader.CutOff(header, whole);
            if (marker == StartOfScan)
            {
                // Bytes may follow the end marker, so it is looked for, not expected in the last place.
                if (file[at..].LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xD9]) < 0) return ImageHeader.CutOff(header, whole);
                return header ?? throw new InvalidDataException("is a JPEG whose pixels come before their dimensions; it is damaged");
            }

            if (IsFrame(marker) && length >= 7)
            {
                var frame = file.Slice(at + 4);
                header ??= new ImageHeader(ImageKind.Jpeg, BinaryPrimitives.ReadUInt16BigEndian(frame[3..]), BinaryPrimitives.ReadUInt16BigEndian(frame[1..]));
            }

            at += 2 + length;
        }

        return ImageHeader.CutOff(header, whole);
    }

    /// <summary>Markers that stand alone, without a length.</summary>
    private static bool IsBare(byte marker) => marker is 0x01 or (>= 0xD0 and <= 0xD8);

    /// <summary>The frame headers: SOF0 to SOF15, less the three tables that share their range.</summary>
    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);
}
