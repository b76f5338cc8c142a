using Google.Protobuf.Reflection;

namespace AttentionViz.Gateway.Http;

/// <summary>What a field takes, in words.</summary>
internal static class FieldWords
{
    public static string Of(FieldDescriptor field) => field.IsMap ? "an object of texts" : field.IsRepeated ? $"a list, each {One(field)}" : One(field);

    /// <summary>One entry, where the field is a list.</summary>
    public static string One(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Bool => "true or false",
        FieldType.String => "a text",
        FieldType.Bytes => "bytes in base64",
        FieldType.Float or FieldType.Double => "a number, or \"NaN\"",
        FieldType.UInt32 or FieldType.Fixed32 => $"a whole number, 0 to {uint.MaxValue}",
        FieldType.UInt64 or FieldType.Fixed64 => $"a whole number, 0 to {ulong.MaxValue}",
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => $"a whole number, {int.MinValue} to {int.MaxValue}",
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => $"a whole number, {long.MinValue} to {long.MaxValue}",
        FieldType.Enum => $"one of {string.Join(", ", field.EnumType.Values.Where(v => v.Number > 0).Select(v => v.Name))}",
        FieldType.Message when field.MessageType.FullName == "google.protobuf.Duration" => "seconds with an s behind them, such as \"3600s\"",
        FieldType.Message when field.MessageType.FullName == "google.protobuf.Timestamp" => "a time such as \"2026-01-31T12:00:00Z\"",
        _ => $"a {field.MessageType.Name}",
    };
}
