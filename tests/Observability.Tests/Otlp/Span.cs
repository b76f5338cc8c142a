using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace AttentionViz.Observability.Tests.Otlp;

/// <summary>A span as a collector sees it; ids in hexadecimal.</summary>
/// <param name="Parent">Id of the span above it; empty = none.</param>
/// <param name="Links">Ids of spans it is linked to.</param>
/// <param name="Service">Name of the process that made it.</param>
public sealed record Span(
    string Trace, string Id, string Parent, string Name, DateTimeOffset Began, TimeSpan Took, IReadOnlyDictionary<string, string> Tags, IReadOnlyList<string> Links, string Source, string Service)
{
    public string? Tag(string name) => Tags.GetValueOrDefault(name);

    internal static IEnumerable<Span> Read(TraceExport export) =>
        from resource in export.ResourceSpans
        let service = Values(resource.Resource.Attributes).GetValueOrDefault("service.name", "")
        from scope in resource.ScopeSpans
        from span in scope.Spans
        select new Span(
            Hex(span.TraceId), Hex(span.SpanId), Hex(span.ParentSpanId), span.Name, Time(span.StartTimeUnixNano), Time(span.EndTimeUnixNano) - Time(span.StartTimeUnixNano),
            Values(span.Attributes), [.. span.Links.Select(l => Hex(l.SpanId))], scope.Scope.Name, service);

    internal static string Hex(ByteString id) => Convert.ToHexStringLower(id.Span);

    internal static Dictionary<string, string> Values(RepeatedField<KeyValue> attributes) =>
        attributes.GroupBy(a => a.Key).ToDictionary(a => a.Key, a => Text(a.Last().Value));

    internal static string Text(AnyValue? value) => value?.ValueCase switch
    {
        AnyValue.ValueOneofCase.StringValue => value.StringValue,
        AnyValue.ValueOneofCase.BoolValue => value.BoolValue ? "true" : "false",
        AnyValue.ValueOneofCase.IntValue => value.IntValue.ToString(CultureInfo.InvariantCulture),
        AnyValue.ValueOneofCase.DoubleValue => value.DoubleValue.ToString(CultureInfo.InvariantCulture),
        _ => "",
    };

    private static DateTimeOffset Time(ulong nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks((long)(nanoseconds / 100));
}
