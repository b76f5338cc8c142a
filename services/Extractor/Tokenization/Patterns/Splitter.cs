using System.Runtime.InteropServices;

namespace AttentionViz.Extractor.Tokenization;

/// <summary>What becomes of the stretches a pattern matched.</summary>
internal enum SplitBehavior
{
    Removed,
    Isolated,
    MergedWithPrevious,
    MergedWithNext,
    Contiguous,
}

/// <summary>Cuts a text at the matches of a pattern.</summary>
internal static class Splitter
{
    /// <summary>The pieces of <paramref name="text"/>, none empty; inverted, what lies between matches counts as matched.</summary>
    public static List<Span16> Split(string text, ITextPattern pattern, SplitBehavior behavior, bool invert = false)
    {
        List<Span16> pieces = [];
        bool lastMatched = false;
        foreach ((Span16 range, bool isMatch) in Cover(text, pattern))
        {
            bool matched = isMatch != invert;
            bool joins = pieces.Count > 0 && behavior switch
            {
                SplitBehavior.MergedWithPrevious => matched && !lastMatched,
                SplitBehavior.MergedWithNext => !matched && lastMatched,
                SplitBehavior.Contiguous => matched == lastMatched,
                _ => false,
            };
            lastMatched = matched;
            if (joins)
                CollectionsMarshal.AsSpan(pieces)[^1] = new Span16(pieces[^1].Start, range.End);
            else if (!(matched && behavior == SplitBehavior.Removed))
                pieces.Add(range);
        }
        return pieces;
    }

    public static SplitBehavior ReadBehavior(JsonField field)
    {
        string name = field.Text();
        return Enum.TryParse(name, out SplitBehavior behavior) && Enum.IsDefined(behavior) && !char.IsAsciiDigit(name[0])
            ? behavior
            : throw field.Fail("is not a split behavior", $"use one of {string.Join(", ", Enum.GetNames<SplitBehavior>())}");
    }

    private static IEnumerable<(Span16 Range, bool IsMatch)> Cover(string text, ITextPattern pattern)
    {
        int covered = 0;
        foreach (Span16 match in pattern.Matches(text))
        {
            if (covered < match.Start)
                yield return (new Span16(covered, match.Start), false);
            yield return (match, true);
            covered = match.End;
        }
        if (covered < text.Length)
            yield return (new Span16(covered, text.Length), false);
    }
}
