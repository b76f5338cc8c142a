using System.Text.RegularExpressions;
using AttentionViz.Gateway.Errors;
using AttentionViz.V1;

namespace AttentionViz.Gateway.Explore.Search;

/// <summary>What to look for in a text.</summary>
internal abstract class TextPattern
{
    public const int MostCharacters = 1000;

    /// <summary>Whether the text holds it.</summary>
    public abstract bool IsIn(string text);

    /// <summary>Every place where the text holds it.</summary>
    /// <param name="spans">Empty; receives places in UTF-16 units.</param>
    public abstract void Find(string text, TextSpans spans, SearchTime time);

    /// <summary>Null where every token is wanted, or where the request is at fault, which is added to <paramref name="violations"/>.</summary>
    public static TextPattern? Of(SearchTokensRequest request, TimeSpan matchTimeout, Violations violations)
    {
        violations.Require(
            request.Text.Length <= MostCharacters, "text", $"has {request.Text.Length} characters; give {MostCharacters} at most");
        violations.Require(Enum.IsDefined(request.Match), "match", $"is {(int)request.Match}; give EXACT (1), SUBSTRING (2) or REGEX (3)");
        if (request.Text.Length is 0 or > MostCharacters) return null;
        var comparison = request.IgnoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return request.Match switch
        {
            TextMatch.Substring => new SubstringPattern(request.Text, comparison),
            TextMatch.Regex => CompiledOf(request, matchTimeout, violations),
            _ => new ExactPattern(request.Text, comparison),
        };
    }

    private static RegexPattern? CompiledOf(SearchTokensRequest request, TimeSpan matchTimeout, Violations violations)
    {
        try
        {
            return new RegexPattern(request.Text, request.IgnoreCase, matchTimeout);
        }
        catch (RegexParseException e)
        {
            violations.Add("text", $"is no regular expression: {e.Error} at character {e.Offset}; see .NET's regular expressions, or search by SUBSTRING");
        }
        catch (NotSupportedException)
        {
            violations.Add(
                "text",
                $"asks for what a regular expression in linear time cannot have: a backreference, lookaround, an atomic group, a condition, or repetition that makes more than {RegexPattern.MostStates} states; write it without");
        }

        return null;
    }
}
