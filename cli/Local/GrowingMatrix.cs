using System.Globalization;
using System.Text;

namespace AttentionViz.Cli.Local;

/// <summary>
/// An .npy file of a known shape that is filled part by part, and closed between parts: a large
/// model has more heads than a process may have files open.
/// </summary>
internal sealed class GrowingMatrix
{
    private readonly string _path;

    public GrowingMatrix(string path, int rows, int columns)
    {
        _path = path;
        var shape = string.Create(CultureInfo.InvariantCulture, $"({rows}, {columns})");
        var text = $"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}";
        // Magic, version 1.0, length of the rest; values start at a multiple of 64 bytes.
        const int Prefix = 10;
        var size = (Prefix + text.Length + 1 + 63) / 64 * 64;
        byte[] magic = [0x93, .. "NUMPY"u8, 1, 0, (byte)((size - Prefix) & 0xFF), (byte)((size - Prefix) >> 8)];
        File.WriteAllBytes(path, [.. magic, .. Encoding.ASCII.GetBytes(text.PadRight(size - Prefix - 1) + "\n")]);
    }

    /// <param name="values">Little-endian float32, whole rows.</param>
    public void Append(ReadOnlySpan<byte> values)
    {
        using var file = new FileStream(_path, FileMode.Append);
        file.Write(values);
    }
}
