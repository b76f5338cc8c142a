namespace AttentionViz.Gateway.Explore.Search;

/// <summary>The whole text, but for spaces around it.</summary>
internal sealed class ExactPattern(string wanted, StringComparison comparison) : TextPattern
{
    private readonly string _wanted = wanted.Trim();

    public override bool IsIn(string text) => text.AsSpan().Trim().Equals(_wanted, comparison);

    public override void Find(string text, TextSpans spans, SearchTime time)
    {
        if (IsIn(text)) spans.Add(0, text.Length);
    }
}
