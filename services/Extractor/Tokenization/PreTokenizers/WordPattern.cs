using System.Text;

namespace AttentionViz.Extractor.Tokenization;

/// <summary>Runs of word characters, and runs of what is neither word nor white space: <c>\w+|[^\w\s]+</c>.</summary>
internal sealed class WordPattern : ITextPattern
{
    public IEnumerable<Span16> Matches(string text)
    {
        int start = 0;
        int kind = 0;
        for (int i = 0; i < text.Length;)
        {
            Rune rune = Rune.GetRuneAt(text, i);
            int next = CharacterClass.IsWhitespace(rune) ? 0 : CharacterClass.IsWord(rune) ? 1 : 2;
            if (next != kind)
            {
                if (kind != 0)
                    yield return new Span16(start, i);
                (start, kind) = (i, next);
            }
            i += rune.Utf16SequenceLength;
        }
        if (kind != 0)
            yield return new Span16(start, text.Length);
    }
}
