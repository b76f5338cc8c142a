using System.Buffers.Binary;

namespace AttentionViz.Numerics.Npy;

/// <summary>Reads .npy matrices of float32, float64 or float16, little-endian, C order, format versions 1 to 3.</summary>
public static class NpyReader
{
    private const int ChunkBytes = 1 << 20;

    /// <summary>Reads a matrix as float32; a vector is read as a matrix of one column. The stream stays open.</summary>
    /// <exception cref="InvalidDataException">Not an .npy file, cut short, or of a kind that is not read; the message says which.</exception>
    public static NpyMatrix Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var header = NpyHeader.Read(stream);
        var count = (long)header.Rows * header.Columns;
        if (count > Array.MaxLength)
            throw new InvalidDataException($"The array has {count} values; at most {Array.MaxLength} are read.");
        var size = header.ElementBytes;
        CheckLength(stream, count, size);
        var values = new float[count];
        var buffer = new byte[Math.Min(ChunkBytes, Math.Max(size, count * size))];
        for (long done = 0; done < count;)
        {
            var wanted = (int)Math.Min((count - done) * size, buffer.Length / size * size);
            var got = stream.ReadAtLeast(buffer.AsSpan(0, wanted), wanted, throwOnEndOfStream: false);
            if (got < wanted)
                throw new InvalidDataException($"The file is cut short: {count} values announced, {done + (got / size)} present.");
            Convert(buffer.AsSpan(0, wanted), size, values.AsSpan((int)done));
            done += wanted / size;
        }

        return new NpyMatrix(values, header.Rows, header.Columns);
    }

    // A header may announce more than the file holds; find out before memory is reserved for it.
    private static void CheckLength(Stream stream, long count, int size)
    {
        if (stream.CanSeek && stream.Length - stream.Position < count * size)
            throw new InvalidDataException($"The file is cut short: {count} values announced, {(stream.Length - stream.Position) / size} present.");
    }

    private static void Convert(ReadOnlySpan<byte> bytes, int size, Span<float> target)
    {
        for (var i = 0; i < bytes.Length / size; i++)
        {
            var element = bytes.Slice(i * size, size);
            target[i] = size switch
            {
                2 => (float)BinaryPrimitives.ReadHalfLittleEndian(element),
                4 => BinaryPrimitives.ReadSingleLittleEndian(element),
                _ => (float)BinaryPrimitives.ReadDoubleLittleEndian(element),
            };
        }
    }
}
