using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace AttentionViz.Numerics.Npy;

/// <summary>The header of an .npy file: magic, version, and a Python dictionary literal of three entries.</summary>
internal sealed partial record NpyHeader(int ElementBytes, int Rows, int Columns)
{
    private const int MaxHeaderBytes = 1 << 16;

    public static NpyHeader Read(Stream stream)
    {
        Span<byte> prefix = stackalloc byte[8];
        if (stream.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false) < prefix.Length || !prefix[..6].SequenceEqual(Magic))
            throw new InvalidDataException("Not an .npy file: it does not begin with the magic bytes \\x93NUMPY.");
        return Parse(ReadText(stream, prefix[6]));
    }

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    private static string ReadText(Stream stream, byte version)
    {
        if (version is < 1 or > 3)
            throw new InvalidDataException($"Version {version} of .npy is not read; versions 1 to 3 are.");
        Span<byte> length = stackalloc byte[version == 1 ? 2 : 4];
        ReadExactly(stream, length);
        var size = version == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(length) : BinaryPrimitives.ReadUInt32LittleEndian(length);
        if (size > MaxHeaderBytes)
            throw new InvalidDataException($"The .npy header announces {size} bytes; at most {MaxHeaderBytes} are read.");
        var text = new byte[size];
        ReadExactly(stream, text);
        return Encoding.Latin1.GetString(text);
    }

    private static void ReadExactly(Stream stream, Span<byte> target)
    {
        if (stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false) < target.Length)
            throw new InvalidDataException("The .npy header is cut short.");
    }

    private static NpyHeader Parse(string header)
    {
        var descr = Descr().Match(header);
        var order = FortranOrder().Match(header);
        var shape = Shape().Match(header);
        if (!descr.Success || !order.Success || !shape.Success)
            throw new InvalidDataException("The .npy header lacks 'descr' (of a plain type), 'fortran_order' or 'shape'.");
        var bytes = descr.Groups[1].Value switch
        {
            "<f4" => 4,
            "<f8" => 8,
            "<f2" => 2,
            var other => throw new InvalidDataException(
                $"The array is of type '{other}'; '<f4' is read, and '<f8' and '<f2' are converted. Save it with array.astype('float32')."),
        };
        if (order.Groups[1].Value == "True")
            throw new InvalidDataException("The array is in Fortran order; C order is read. Save it with numpy.ascontiguousarray(array).");
        var extents = shape.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (extents.Length is not (1 or 2))
            throw new InvalidDataException($"The array has {extents.Length} dimensions; a matrix of rows x columns is read.");
        return new NpyHeader(bytes, Extent(extents[0]), extents.Length == 2 ? Extent(extents[1]) : 1);
    }

    private static int Extent(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new InvalidDataException($"The .npy header gives '{text}' as an extent; it must be a whole number below 2^31.");

    [GeneratedRegex(@"['""]descr['""]\s*:\s*['""]([^'""]*)['""]")]
    private static partial Regex Descr();

    [GeneratedRegex(@"['""]fortran_order['""]\s*:\s*(True|False)")]
    private static partial Regex FortranOrder();

    [GeneratedRegex(@"['""]shape['""]\s*:\s*\(([^)]*)\)")]
    private static partial Regex Shape();
}
