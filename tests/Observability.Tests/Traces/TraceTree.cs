using System.Globalization;
using System.Text;
using AttentionViz.Observability.Tests.Otlp;

namespace AttentionViz.Observability.Tests.Traces;

/// <summary>The spans of one trace, each below its parent, in the order they began.</summary>
public sealed class TraceTree
{
    // What is shown of a span behind its time.
    private static readonly string[] Shown = ["job.unit", "tokens", "points", "map", "bytes", "outcome"];

    private readonly ILookup<string, Span> _below;
    private readonly HashSet<string> _known;

    public TraceTree(IEnumerable<Span> spans)
    {
        Spans = [.. spans.OrderBy(s => s.Began)];
        _below = Spans.ToLookup(s => s.Parent);
        _known = [.. Spans.Select(s => s.Id)];
    }

    public IReadOnlyList<Span> Spans { get; }

    /// <summary>Those whose parent is no span of the trace.</summary>
    public IReadOnlyList<Span> Roots => [.. Spans.Where(s => !_known.Contains(s.Parent))];

    public IReadOnlyList<Span> Named(string name) => [.. Spans.Where(s => s.Name == name)];

    public IReadOnlyList<Span> Below(Span span) => [.. _below[span.Id]];

    public IEnumerable<Span> Above(Span span)
    {
        for (var at = span; Spans.FirstOrDefault(s => s.Id == at.Parent) is { } parent; at = parent) yield return parent;
    }

    /// <summary>One line a span: indented, with its time in milliseconds; of many alike below one parent, the first and how many more.</summary>
    /// <param name="most">Alike ones that are printed.</param>
    public string Print(int most = int.MaxValue)
    {
        var text = new StringBuilder();
        foreach (var root in Roots) Print(text, root, "", most);
        return text.ToString();
    }

    private void Print(StringBuilder text, Span span, string indent, int most)
    {
        var tags = string.Join("  ", Shown.Where(t => span.Tag(t) is not null).Select(t => $"{t}={span.Tag(t)}"));
        var links = span.Links.Count == 0 ? "" : "  -> " + string.Join(", ", span.Links.Select(NameOf));
        var label = (indent + span.Name).PadRight(52);
        text.AppendLine(string.Create(CultureInfo.InvariantCulture, $"{label} {span.Took.TotalMilliseconds,9:F1} ms  {tags}{links}").TrimEnd());
        foreach (var alike in Below(span).GroupBy(s => s.Name))
        {
            foreach (var child in alike.Take(most)) Print(text, child, indent + "  ", most);
            if (alike.Count() > most) text.AppendLine(CultureInfo.InvariantCulture, $"{indent}  ... {alike.Count() - most} more {alike.Key}");
        }
    }

    private string NameOf(string id) => Spans.FirstOrDefault(s => s.Id == id) is { } span ? $"{span.Name} {span.Tag("job.unit")}".Trim() : id;
}
