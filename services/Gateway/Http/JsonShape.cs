using System.Text.Json;
using AttentionViz.Gateway.Errors;
using Google.Protobuf.Reflection;

namespace AttentionViz.Gateway.Http;

/// <summary>Holds a JSON value against the message it is to become, field by field, so that every fault is named by its path.</summary>
internal static class JsonShape
{
    /// <param name="path">Field that holds the value; empty for the body itself.</param>
    public static void Check(JsonElement value, MessageDescriptor type, string path, Violations violations)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            violations.Add(path.Length == 0 ? "body" : path, $"is JSON but no object; give an object with fields of {type.Name}");
            return;
        }

        foreach (var property in value.EnumerateObject())
        {
            var name = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            if (TextFields.Find(type, property.Name) is not { } field) violations.Add(name, TextFields.Unknown(type));
            else if (property.Value.ValueKind != JsonValueKind.Null) Check(property.Value, field, name, violations);
        }
    }

    private static void Check(JsonElement value, FieldDescriptor field, string path, Violations violations)
    {
        if (field.FieldType != FieldType.Message || field.IsMap || ProtoJson.IsValue(field.MessageType))
        {
            if (!TextFields.TryParse(field, value.GetRawText(), out _)) violations.Add(path, $"is {Fault.Quote(value.ToString())}; give {FieldWords.Of(field)}");
        }
        else if (!field.IsRepeated)
        {
            Check(value, field.MessageType, path, violations);
        }
        else if (value.ValueKind != JsonValueKind.Array)
        {
            violations.Add(path, "is no array; give a list of objects");
        }
        else
        {
            var at = 0;
            foreach (var item in value.EnumerateArray()) Check(item, field.MessageType, $"{path}[{at++}]", violations);
        }
    }
}
