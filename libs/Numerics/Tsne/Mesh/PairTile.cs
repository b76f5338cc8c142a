using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AttentionViz.Numerics.Tsne;

/// <summary>
/// 16 frequencies of 16 pairs of columns a, b whose transform is that of a + i b: with Z_k of the pair,
/// A_k = (Z_k + conj Z_-k) / 2 and B_k = (Z_k - conj Z_-k) / 2i.
/// </summary>
internal readonly ref struct PairTile
{
    private const int Lanes = Coordinates.Lanes;

    private readonly Span<float> _leftRe;
    private readonly Span<float> _leftIm;
    private readonly Span<float> _rightRe;
    private readonly Span<float> _rightIm;

    /// <param name="room">At least four tiles.</param>
    public PairTile(Span<float> room)
    {
        _leftRe = room[..Tiles.Size];
        _leftIm = room.Slice(Tiles.Size, Tiles.Size);
        _rightRe = room.Slice(2 * Tiles.Size, Tiles.Size);
        _rightIm = room.Slice(3 * Tiles.Size, Tiles.Size);
    }

    /// <summary>Takes the frequencies from <paramref name="first"/> to half the period apart.</summary>
    public void Part(ReadOnlySpan<float> re, ReadOnlySpan<float> im, int period, int first)
    {
        for (var k = 0; k < Lanes; k++)
        {
            var frequency = first + k;
            if (frequency > period / 2)
                break;
            var at = k * Lanes;
            var mirror = (frequency == 0 ? 0 : period - frequency) * Lanes;
            var (zr, zi) = (Vector512.Create(re[(frequency * Lanes)..]) * 0.5f, Vector512.Create(im[(frequency * Lanes)..]) * 0.5f);
            var (mr, mi) = (Vector512.Create(re[mirror..]) * 0.5f, Vector512.Create(im[mirror..]) * 0.5f);
            (zr + mr).CopyTo(_leftRe[at..]);
            (zi - mi).CopyTo(_leftIm[at..]);
            (zi + mi).CopyTo(_rightRe[at..]);
            (mr - zr).CopyTo(_rightIm[at..]);
        }
    }

    /// <summary>Puts the frequencies from <paramref name="first"/>, and their mirror images, together again.</summary>
    public void Join(Span<float> re, Span<float> im, int period, int first)
    {
        for (var k = 0; k < Lanes; k++)
        {
            var frequency = first + k;
            if (frequency > period / 2)
                break;
            var at = k * Lanes;
            var mirror = (frequency == 0 ? 0 : period - frequency) * Lanes;
            var (ar, ai) = (Vector512.Create<float>(_leftRe[at..]), Vector512.Create<float>(_leftIm[at..]));
            var (br, bi) = (Vector512.Create<float>(_rightRe[at..]), Vector512.Create<float>(_rightIm[at..]));
            (ar + bi).CopyTo(re[mirror..]);
            (br - ai).CopyTo(im[mirror..]);
            (ar - bi).CopyTo(re[(frequency * Lanes)..]);
            (ai + br).CopyTo(im[(frequency * Lanes)..]);
        }
    }

    /// <summary>Writes the columns, transposed, to a panel [x][16 frequencies].</summary>
    public void WriteTo(float[] re, float[] im, int left, int right)
    {
        Transpose(_leftRe, re.AsSpan(left * Lanes, Tiles.Size));
        Transpose(_leftIm, im.AsSpan(left * Lanes, Tiles.Size));
        Transpose(_rightRe, re.AsSpan(right * Lanes, Tiles.Size));
        Transpose(_rightIm, im.AsSpan(right * Lanes, Tiles.Size));
    }

    /// <summary>The reverse of <see cref="WriteTo"/>.</summary>
    public void ReadFrom(float[] re, float[] im, int left, int right)
    {
        Transpose(re.AsSpan(left * Lanes, Tiles.Size), _leftRe);
        Transpose(im.AsSpan(left * Lanes, Tiles.Size), _leftIm);
        Transpose(re.AsSpan(right * Lanes, Tiles.Size), _rightRe);
        Transpose(im.AsSpan(right * Lanes, Tiles.Size), _rightIm);
    }

    private static void Transpose(ReadOnlySpan<float> source, Span<float> target) =>
        Tiles.Transpose(ref MemoryMarshal.GetReference(source), ref MemoryMarshal.GetReference(target));
}
