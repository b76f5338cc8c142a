using System.Text;

namespace AttentionViz.Extractor.Tokenization;

/// <summary>Puts together an <see cref="AlignedText"/>, each appended unit with the original range it stands for.</summary>
internal sealed class AlignedTextBuilder(int capacity)
{
    private char[] _text = new char[capacity];
    private int[] _starts = new int[capacity];
    private int[] _ends = new int[capacity];

    public int Length { get; private set; }

    public void Append(char unit, int start, int end)
    {
        if (Length == _text.Length)
            Grow(Length + 1);
        _text[Length] = unit;
        _starts[Length] = start;
        _ends[Length] = end;
        Length++;
    }

    public void Append(Rune rune, int start, int end)
    {
        Span<char> units = stackalloc char[2];
        Append(units[..rune.EncodeToUtf16(units)], start, end);
    }

    public void Append(ReadOnlySpan<char> units, int start, int end)
    {
        foreach (char unit in units)
            Append(unit, start, end);
    }

    public void Append(AlignedText source, int from, int to)
    {
        for (int i = from; i < to; i++)
            Append(source.Text[i], source.StartOf(i), source.EndOf(i));
    }

    public AlignedText Build() => new(new string(_text, 0, Length), _starts, _ends);

    private void Grow(int needed)
    {
        int size = Math.Max(needed, Math.Max(16, _text.Length * 2));
        Array.Resize(ref _text, size);
        Array.Resize(ref _starts, size);
        Array.Resize(ref _ends, size);
    }
}
