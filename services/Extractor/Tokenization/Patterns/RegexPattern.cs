using System.Text.RegularExpressions;

namespace AttentionViz.Extractor.Tokenization;

/// <summary>A regular expression in Oniguruma's dialect, matched by code points.</summary>
internal sealed class RegexPattern : ITextPattern
{
    // A pattern comes with a model from anywhere: one that backtracks without end must not stop a worker.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Regex _regex;

    /// <exception cref="ArgumentException">The pattern is malformed or uses syntax that has no counterpart here.</exception>
    public RegexPattern(string pattern)
    {
        // Multiline because in Oniguruma's Ruby syntax ^ and $ always mean the ends of a line.
        _regex = new Regex(
            OnigurumaTranslator.Translate(pattern),
            RegexOptions.CultureInvariant | RegexOptions.Multiline | RegexOptions.Compiled,
            Patience);
    }

    public IEnumerable<Span16> Matches(string text)
    {
        SingleUnitText shadow = SingleUnitText.Of(text);
        List<Span16> found = [];
        try
        {
            foreach (ValueMatch match in _regex.EnumerateMatches(shadow.Text))
            {
                if (match.Length > 0)
                    found.Add(new Span16(shadow.Position(match.Index), shadow.Position(match.Index + match.Length)));
            }
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new TokenizerException(
                $"The tokenizer's pattern {_regex} took more than {Patience.TotalSeconds} s on one text; simplify the pattern or split the text.", e);
        }
        return found;
    }
}
