using System.Text.RegularExpressions;

namespace AttentionViz.Observability.Tests.Dashboards;

/// <summary>Reads of a PromQL expression which metrics it names, and which labels of them.</summary>
public static partial class PromQl
{
    private static readonly HashSet<string> Grouping = ["by", "without", "on", "ignoring", "group_left", "group_right"];
    private static readonly HashSet<string> Words = ["and", "or", "unless", "bool", "offset", "atan2", "inf", "nan", "start", "end"];

    /// <summary>Each metric with the labels that are matched on it, or grouped by in the expression, in the order they stand.</summary>
    public static IReadOnlyList<(string Metric, IReadOnlySet<string> Labels)> Read(string expression)
    {
        var tokens = Token().Matches(expression).Select(m => m.Value).Where(t => !string.IsNullOrWhiteSpace(t) && t[0] != '#').ToList();
        var metrics = new List<(string Metric, HashSet<string> Labels)>();
        var grouped = new HashSet<string>();
        for (var at = 0; at < tokens.Count; at++)
        {
            var next = at + 1 < tokens.Count ? tokens[at + 1] : "";
            if (Grouping.Contains(tokens[at]))
            {
                if (next != "(") continue;
                for (at += 2; tokens[at] != ")"; at++)
                    if (IsName(tokens[at])) grouped.Add(tokens[at]);
            }
            else if (IsName(tokens[at]) && next is not ("(" or "by" or "without") && !Words.Contains(tokens[at].ToLowerInvariant()))
            {
                var labels = new HashSet<string>();
                metrics.Add((tokens[at], labels));
                if (next != "{") continue;
                for (at += 2; tokens[at] != "}"; at++)
                    if (IsName(tokens[at])) labels.Add(tokens[at]);
            }
        }

        foreach (var metric in metrics) metric.Labels.UnionWith(grouped);
        return [.. metrics.Select(m => (m.Metric, (IReadOnlySet<string>)m.Labels))];
    }

    private static bool IsName(string token) => char.IsLetter(token[0]) || token[0] is '_' or ':';

    // Strings, comments, ranges in brackets and numbers with units are passed over whole, so that nothing within them is a name.
    [GeneratedRegex("""(?<!\\)"(\\.|[^"\\])*"|'(\\.|[^'\\])*'|#[^\n]*|\[[^\]]*\]|\d[\w.]*|[a-zA-Z_:][\w:]*|\s+|.""", RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex Token();
}
