using System.Text.RegularExpressions;

namespace AttentionViz.Gateway.Explore.Search;

/// <summary>A regular expression that cannot backtrack: a text takes time in proportion to its length, whatever a caller writes.</summary>
internal sealed class RegexPattern(string pattern, bool ignoreCase, TimeSpan matchTimeout) : TextPattern
{
    /// <summary>Of an automaton. A character costs time in proportion to the states, and .NET looks at the clock only after many characters.</summary>
    public const int MostStates = 500;

    private readonly Regex _regex = new(
        pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | (ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None), matchTimeout);

    // .NET's own bound is 10,000. Nothing else here uses such expressions.
    static RegexPattern() => AppContext.SetData("REGEX_NONBACKTRACKING_MAX_AUTOMATA_SIZE", MostStates);

    public override bool IsIn(string text) => _regex.IsMatch(text);

    public override void Find(string text, TextSpans spans, SearchTime time)
    {
        foreach (var match in _regex.EnumerateMatches(text))
        {
            spans.Add(match.Index, match.Index + match.Length);
            time.Check();
        }
    }
}
