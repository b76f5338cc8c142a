using System.Text;

namespace AttentionViz.Extractor.Tokenization;

/// <summary>Something that finds stretches of a text, in order and without overlap.</summary>
internal interface ITextPattern
{
    IEnumerable<Span16> Matches(string text);
}

/// <summary>A literal string. An empty one matches nowhere.</summary>
internal sealed class LiteralPattern(string literal) : ITextPattern
{
    public IEnumerable<Span16> Matches(string text)
    {
        if (literal.Length == 0)
            yield break;
        for (int at = 0; (at = text.IndexOf(literal, at, StringComparison.Ordinal)) >= 0; at += literal.Length)
            yield return new Span16(at, at + literal.Length);
    }
}

/// <summary>Every code point of a class, each by itself.</summary>
internal sealed class ClassPattern(Func<Rune, bool> contains) : ITextPattern
{
    public IEnumerable<Span16> Matches(string text)
    {
        for (int i = 0; i < text.Length;)
        {
            Rune rune = Rune.GetRuneAt(text, i);
            int end = i + rune.Utf16SequenceLength;
            if (contains(rune))
                yield return new Span16(i, end);
            i = end;
        }
    }
}
