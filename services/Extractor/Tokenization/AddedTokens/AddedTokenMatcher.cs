using System.Buffers;
using System.Text;

namespace AttentionViz.Extractor.Tokenization;

/// <summary>Finds added tokens in a text: the leftmost, and of those the longest.</summary>
internal sealed class AddedTokenMatcher
{
    private readonly Dictionary<char, (string Content, AddedToken Token)[]> _byFirst;
    private readonly SearchValues<char> _firsts;

    /// <param name="tokens">Each token with the form its content takes in the texts to be searched.</param>
    public AddedTokenMatcher(IEnumerable<(string Content, AddedToken Token)> tokens)
    {
        _byFirst = tokens
            .Where(entry => entry.Content.Length > 0)
            .GroupBy(entry => entry.Content[0])
            .ToDictionary(group => group.Key, group => group.OrderByDescending(entry => entry.Content.Length).ToArray());
        _firsts = SearchValues.Create([.. _byFirst.Keys]);
    }

    /// <summary>The stretches of the text in order, each with the token found there or null.</summary>
    public IEnumerable<(Span16 Range, AddedToken? Token)> Cut(string text)
    {
        int done = 0;
        for (int at = NextCandidate(text, 0); at < text.Length;)
        {
            if (Find(text, at) is not var (content, token))
            {
                at = NextCandidate(text, at + 1);
                continue;
            }
            int start = at, end = at + content.Length;
            at = end;
            if (!token.SingleWord || StandsAlone(text, start, end))
            {
                if (token.StripLeft)
                    start = Math.Max(done, text.AsSpan(0, start).TrimEnd().Length);
                if (token.StripRight)
                    end = text.Length - text.AsSpan(end).TrimStart().Length;
                if (done < start)
                    yield return (new Span16(done, start), null);
                yield return (new Span16(start, end), token);
                done = at = end;
            }
            at = NextCandidate(text, at);
        }
        if (done < text.Length)
            yield return (new Span16(done, text.Length), null);
    }

    private int NextCandidate(string text, int from)
    {
        int found = text.AsSpan(from).IndexOfAny(_firsts);
        return found < 0 ? text.Length : from + found;
    }

    private (string Content, AddedToken Token)? Find(string text, int at)
    {
        foreach ((string Content, AddedToken Token) entry in _byFirst[text[at]])
        {
            if (text.AsSpan(at).StartsWith(entry.Content, StringComparison.Ordinal))
                return entry;
        }
        return null;
    }

    private static bool StandsAlone(string text, int start, int end)
    {
        Rune.DecodeLastFromUtf16(text.AsSpan(0, start), out Rune before, out _);
        Rune.DecodeFromUtf16(text.AsSpan(end), out Rune after, out _);
        return (start == 0 || !CharacterClass.IsWord(before)) && (end == text.Length || !CharacterClass.IsWord(after));
    }
}
