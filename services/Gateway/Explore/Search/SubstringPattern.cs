namespace AttentionViz.Gateway.Explore.Search;

/// <summary>Anywhere within; also where one find overlaps the next.</summary>
internal sealed class SubstringPattern(string wanted, StringComparison comparison) : TextPattern
{
    public override bool IsIn(string text) => text.Contains(wanted, comparison);

    public override void Find(string text, TextSpans spans, SearchTime time)
    {
        for (var at = text.IndexOf(wanted, comparison); at >= 0; at = Next(text, at + 1))
        {
            spans.Add(at, at + wanted.Length);
            time.Check();
        }
    }

    private int Next(string text, int from) => from < text.Length ? text.IndexOf(wanted, from, comparison) : -1;
}
