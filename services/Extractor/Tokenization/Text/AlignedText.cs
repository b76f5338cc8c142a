using System.Text;

namespace AttentionViz.Extractor.Tokenization;

/// <summary>
/// A text under transformation in which every UTF-16 unit remembers the range of the original text it stands
/// for. The ranges count code points of the original; both halves of a surrogate pair carry the same range.
/// </summary>
internal sealed class AlignedText(string text, int[] starts, int[] ends)
{
    public string Text { get; } = text;

    public int Length => Text.Length;

    /// <summary>The original text itself. Lone surrogates become U+FFFD: no tokenizer can encode them.</summary>
    public static AlignedText FromOriginal(string original)
    {
        string text = ReplaceLoneSurrogates(original);
        int[] starts = new int[text.Length];
        int[] ends = new int[text.Length];
        int codePoint = 0;
        for (int i = 0; i < text.Length; i++)
        {
            starts[i] = codePoint;
            ends[i] = codePoint + 1;
            if (!char.IsHighSurrogate(text[i]))
                codePoint++;
        }
        return new AlignedText(text, starts, ends);
    }

    public int StartOf(int index) => starts[index];

    public int EndOf(int index) => ends[index];

    public AlignedText Slice(int start, int end) =>
        start == 0 && end == Length ? this : new AlignedText(Text[start..end], starts[start..end], ends[start..end]);

    /// <summary>UTF-16 units of the code point at <paramref name="index"/>: 1 or 2.</summary>
    public static int RuneLength(ReadOnlySpan<char> text, int index) => char.IsHighSurrogate(text[index]) ? 2 : 1;

    public Rune RuneAt(int index) => Rune.GetRuneAt(Text, index);

    /// <summary>
    /// Rewrites the text code point by code point: change 0 replaces the next one, a positive change inserts,
    /// and -n replaces one and drops the n that follow it. What is inserted stands for what came before it.
    /// </summary>
    public AlignedText Rewrite(IReadOnlyList<RuneChange> changes)
    {
        AlignedTextBuilder builder = new(Length + 8);
        int at = 0;
        foreach ((Rune rune, int change) in changes)
        {
            int source = change > 0 ? at - 1 : Math.Min(at, Length - 1);
            if (source < 0)
                builder.Append(rune, starts[0], starts[0]);
            else
                builder.Append(rune, starts[source], ends[source]);
            for (int taken = change; taken <= 0 && at < Length; taken++)
                at += RuneLength(Text, at);
        }
        return builder.Build();
    }

    private static string ReplaceLoneSurrogates(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
            return text;
        StringBuilder whole = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
            whole.Append(rune.ToString());
        return whole.ToString();
    }
}

/// <summary>One step of <see cref="AlignedText.Rewrite"/>.</summary>
internal readonly record struct RuneChange(Rune Rune, int Change);
