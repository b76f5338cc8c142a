using AttentionViz.Numerics.Npy;
using AttentionViz.Numerics.Randomness;

namespace AttentionViz.Cli.Tests.Support;

internal static class Matrices
{
    /// <summary>Writes points of a few separate clusters.</summary>
    public static string Write(string path, int rows, int columns, ulong seed = 1)
    {
        var values = new float[rows * columns];
        for (var i = 0; i < values.Length; i++)
        {
            var noise = SplitMix64.Hash(seed, (ulong)i) / (double)ulong.MaxValue;
            values[i] = (float)(noise + (i / columns % 3 * 4));
        }

        return Write(path, values, columns);
    }

    public static string Write(string path, float[] values, int columns)
    {
        using var file = File.Create(path);
        NpyWriter.Write(file, values, values.Length / columns, columns);
        return path;
    }

    public static NpyMatrix Read(string path)
    {
        using var file = File.OpenRead(path);
        return NpyReader.Read(file);
    }
}
