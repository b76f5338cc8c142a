using AttentionViz.V1;

namespace AttentionViz.Gateway.Explore.Search;

/// <summary>A search made ready to be run over a table.</summary>
/// <param name="Pattern">What to look for; null = every token.</param>
internal sealed record TokenQuery(
    TextPattern? Pattern, bool WholeSequences, IReadOnlyList<MetadataCondition> Conditions, TokenSide Side, bool WithoutSpecial)
{
    /// <summary>Which rows match.</summary>
    public bool[] Find(TokenTable table, SearchTime time)
    {
        var hits = new bool[table.Rows];
        // Texts recur: each different one is looked at once.
        var texts = Pattern is null || WholeSequences ? null : MatchingTexts(table, Pattern, time);
        var spans = new TextSpans();
        foreach (var place in table.Sequences)
        {
            time.Check();
            var sequence = place.Sequence;
            if (!Conditions.All(c => c.Holds(sequence))) continue;
            if (place.Drawn.SourceTokens == 0)
            {
                Take(TokenSide.Unspecified, sequence.Text);
                continue;
            }

            Take(TokenSide.Source, sequence.Text);
            Take(TokenSide.Target, sequence.TargetText);

            void Take(TokenSide side, string text)
            {
                if (Side != TokenSide.Unspecified && side != Side) return;
                var (first, end) = (place.Drawn.RowOf(side), place.Drawn.RowOf(side) + place.Drawn.Length(side));
                if (Pattern is not null && WholeSequences)
                {
                    spans.Clear();
                    Pattern.Find(text, spans, time);
                    if (spans.Count == 0) return;
                    spans.CountInCodePoints(text);
                }

                for (var row = first; row < end; row++)
                {
                    if (WithoutSpecial && table.Special[row]) continue;
                    hits[row] = Pattern is null || (WholeSequences ? spans.Meet(table.Starts[row], table.Ends[row]) : texts![table.TextOf[row]]);
                }
            }
        }

        return hits;
    }

    private static bool[] MatchingTexts(TokenTable table, TextPattern pattern, SearchTime time)
    {
        var matching = new bool[table.Texts.Count];
        for (var i = 0; i < matching.Length; i++)
        {
            time.Check();
            matching[i] = pattern.IsIn(table.Texts[i]);
        }

        return matching;
    }
}
