using System.Numerics;
using System.Runtime.InteropServices;

namespace AttentionViz.Numerics.Tsne;

/// <summary>
/// The discrete Fourier transform X_k = sum_j x_j exp(-2 pi i j k / n) of 16 sequences side by side, float32, by Stockham's
/// autosort algorithm with radices 4, 2, 3 and 5. The sequences are the lanes of [n][16] values, so that no step shuffles.
/// The inverse, but for 1/n, is the same with real and imaginary parts exchanged, on the way in and out.
/// </summary>
internal sealed class LaneFourier
{
    private readonly (int Radix, float[] Turns)[] _stages;

    /// <param name="length">n, with no prime factor above 5.</param>
    /// <exception cref="ArgumentException">It has another.</exception>
    public LaneFourier(int length)
    {
        Length = length;
        var stages = new List<(int, float[])>();
        for (var rest = length; rest > 1;)
        {
            var radix = Array.Find([4, 2, 3, 5], r => rest % r == 0);
            if (radix == 0)
                throw new ArgumentException($"Length is {length}; it must have no prime factor above 5.", nameof(length));
            stages.Add((radix, Turns(rest, radix)));
            rest /= radix;
        }

        _stages = [.. stages];
    }

    public int Length { get; }

    /// <summary>The smallest even length, at least <paramref name="atLeast"/>, that can be transformed.</summary>
    public static int NextLength(int atLeast)
    {
        for (var length = Math.Max(2, atLeast + (atLeast & 1)); ; length += 2)
        {
            var rest = length >> BitOperations.TrailingZeroCount(length);
            while (rest % 3 == 0)
                rest /= 3;
            while (rest % 5 == 0)
                rest /= 5;
            if (rest == 1)
                return length;
        }
    }

    /// <summary>Transforms in place.</summary>
    /// <param name="re">[n x 16] real parts.</param>
    /// <param name="im">[n x 16] imaginary parts.</param>
    /// <param name="workRe">[n x 16] room.</param>
    /// <param name="workIm">[n x 16] room.</param>
    public void Transform(Span<float> re, Span<float> im, Span<float> workRe, Span<float> workIm)
    {
        var size = Length * Coordinates.Lanes;
        var lengthOfAll = Math.Min(Math.Min(re.Length, im.Length), Math.Min(workRe.Length, workIm.Length));
        ArgumentOutOfRangeException.ThrowIfLessThan(lengthOfAll, size);
        var inWork = false;
        int rest = Length, stride = 1;
        foreach (var (radix, turns) in _stages)
        {
            rest /= radix;
            var pass = new FourierPass(turns, rest, stride);
            if (inWork)
                pass.Run(radix, ref First(workRe), ref First(workIm), ref First(re), ref First(im));
            else
                pass.Run(radix, ref First(re), ref First(im), ref First(workRe), ref First(workIm));
            inWork = !inWork;
            stride *= radix;
        }

        if (!inWork)
            return;
        workRe[..size].CopyTo(re);
        workIm[..size].CopyTo(im);
    }

    private static ref float First(Span<float> values) => ref MemoryMarshal.GetReference(values);

    /// <summary>[length / radix][radix - 1] cosine and sine of -2 pi p j / length for j from 1 on.</summary>
    private static float[] Turns(int length, int radix)
    {
        var turns = new float[length / radix * (radix - 1) * 2];
        var next = 0;
        for (var p = 0; p < length / radix; p++)
        {
            for (var j = 1; j < radix; j++)
            {
                var (sin, cos) = Math.SinCos(-2 * Math.PI * p * j / length);
                turns[next++] = (float)cos;
                turns[next++] = (float)sin;
            }
        }

        return turns;
    }
}
