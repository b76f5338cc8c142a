namespace AttentionViz.Observability.Tests.Otlp;

/// <summary>A log line as a collector sees it.</summary>
/// <param name="Trace">Id of the trace it was logged in; empty = none.</param>
/// <param name="Tags">Its values, and those of the scopes around it.</param>
public sealed record Line(string Category, string Text, string Trace, IReadOnlyDictionary<string, string> Tags)
{
    internal static IEnumerable<Line> Read(LogsExport export) =>
        from resource in export.ResourceLogs
        from scope in resource.ScopeLogs
        from line in scope.LogRecords
        select new Line(scope.Scope.Name, Span.Text(line.Body), Span.Hex(line.TraceId), Span.Values(line.Attributes));
}
