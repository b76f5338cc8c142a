using System.Text.Json.Nodes;
using AttentionViz.Gateway.Http;
using Google.Protobuf.Reflection;

namespace AttentionViz.Gateway.OpenApi;

/// <summary>JSON schemas of messages and enums, by protobuf's JSON mapping; each that is referred to is written once.</summary>
internal sealed class SchemaCatalog(ContractComments comments)
{
    private readonly SortedDictionary<string, JsonObject> _schemas = new(StringComparer.Ordinal);

    /// <summary>components/schemas, with everything that was referred to.</summary>
    public JsonObject Components() => new(_schemas.Select(s => KeyValuePair.Create<string, JsonNode?>(s.Key, s.Value.DeepClone())));

    public JsonObject Refer(MessageDescriptor type)
    {
        if (!_schemas.ContainsKey(type.Name))
        {
            // Before its fields: a message may hold its own kind.
            var schema = _schemas[type.Name] = new JsonObject { ["type"] = "object" };
            if (comments.Of(type) is { Length: > 0 } said) schema["description"] = said;
            var properties = new JsonObject();
            foreach (var field in type.Fields.InDeclarationOrder()) properties[field.JsonName] = OfField(field);
            schema["properties"] = properties;
        }

        return Reference(type.Name);
    }

    /// <summary>The value of a field, with its comment.</summary>
    public JsonObject OfField(FieldDescriptor field)
    {
        var schema = field.IsMap ? new JsonObject { ["type"] = "object", ["additionalProperties"] = Single(field.MessageType.FindFieldByName("value")) }
            : field.IsRepeated ? new JsonObject { ["type"] = "array", ["items"] = Single(field) }
            : Single(field);
        var said = comments.Of(field);
        if (field.RealContainingOneof is { } oneof) said = $"{said} At most one of: {string.Join(", ", oneof.Fields.Select(f => f.JsonName))}.".TrimStart();
        if (said.Length > 0) schema["description"] = said;
        return schema;
    }

    private static JsonObject Reference(string name) => new() { ["$ref"] = $"#/components/schemas/{name}" };

    private JsonObject Single(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Bool => new() { ["type"] = "boolean" },
        FieldType.String => new() { ["type"] = "string" },
        FieldType.Bytes => new() { ["type"] = "string", ["contentEncoding"] = "base64" },
        FieldType.Float => Number("float"),
        FieldType.Double => Number("double"),
        FieldType.UInt32 or FieldType.Fixed32 => new() { ["type"] = "integer", ["format"] = "uint32", ["minimum"] = 0 },
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => new() { ["type"] = "integer", ["format"] = "int32" },
        FieldType.UInt64 or FieldType.Fixed64 => new() { ["type"] = "string", ["format"] = "uint64", ["pattern"] = "^[0-9]+$" },
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => new() { ["type"] = "string", ["format"] = "int64", ["pattern"] = "^-?[0-9]+$" },
        FieldType.Enum => Refer(field.EnumType),
        _ when ProtoJson.IsValue(field.MessageType) => WellKnown(field.MessageType),
        _ => Refer(field.MessageType),
    };

    // What is no number has a name in JSON.
    private static JsonObject Number(string format) => new()
    {
        ["oneOf"] = new JsonArray(
            new JsonObject { ["type"] = "number", ["format"] = format },
            new JsonObject { ["type"] = "string", ["enum"] = new JsonArray("NaN", "Infinity", "-Infinity") }),
    };

    private static JsonObject WellKnown(MessageDescriptor type) => type.Name switch
    {
        "Timestamp" => new() { ["type"] = "string", ["format"] = "date-time" },
        "Duration" => new() { ["type"] = "string", ["pattern"] = @"^-?[0-9]+(\.[0-9]{1,9})?s$" },
        "Any" => new()
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { ["@type"] = new JsonObject { ["type"] = "string" } },
            ["required"] = new JsonArray("@type"),
            ["additionalProperties"] = true,
        },
        _ => throw new NotSupportedException($"no schema is known for {type.FullName}"),
    };

    private JsonObject Refer(EnumDescriptor type)
    {
        if (!_schemas.ContainsKey(type.Name))
        {
            var lines = new[] { comments.Of(type) }.Concat(type.Values.Where(v => comments.Of(v).Length > 0).Select(v => $"{v.Name}: {comments.Of(v)}"));
            _schemas[type.Name] = new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. type.Values.Select(v => JsonValue.Create(v.Name))]) };
            if (string.Join('\n', lines.Where(l => l.Length > 0)) is { Length: > 0 } said) _schemas[type.Name]["description"] = said;
        }

        return Reference(type.Name);
    }
}
