using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace AttentionViz.Numerics.Npy;

/// <summary>Writes .npy, format version 1.0: float32, little-endian, C order.</summary>
public static class NpyWriter
{
    private const int Alignment = 64;
    private const int PrefixLength = 10;

    /// <summary>Writes a matrix; the stream stays open.</summary>
    /// <param name="values">[rows x columns], row-major.</param>
    /// <exception cref="ArgumentException">The shape does not fit the number of values.</exception>
    public static void Write(Stream stream, ReadOnlySpan<float> values, int rows, int columns)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if ((long)rows * columns != values.Length || rows < 0 || columns < 0)
            throw new ArgumentException($"{values.Length} values are not a {rows} x {columns} matrix.", nameof(values));
        var shape = string.Create(CultureInfo.InvariantCulture, $"({rows}, {columns})");
        var header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}";
        var padding = Alignment - ((PrefixLength + header.Length + 1) % Alignment);
        header += new string(' ', padding % Alignment) + "\n";

        Span<byte> prefix = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, 0, 0];
        BinaryPrimitives.WriteUInt16LittleEndian(prefix[8..], (ushort)header.Length);
        stream.Write(prefix);
        stream.Write(Encoding.ASCII.GetBytes(header));
        if (BitConverter.IsLittleEndian)
        {
            stream.Write(MemoryMarshal.AsBytes(values));
            return;
        }

        Span<byte> bytes = stackalloc byte[sizeof(float)];
        foreach (var value in values)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
            stream.Write(bytes);
        }
    }
}
