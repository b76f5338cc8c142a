using System.Collections;
using System.Globalization;
using System.Text.Json;
using AttentionViz.Gateway.Errors;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Microsoft.Extensions.Primitives;

namespace AttentionViz.Gateway.Http;

/// <summary>Fields of a request that come as text: in the path, in the query, in a form.</summary>
internal static class TextFields
{
    /// <summary>The field of that name, as the contract or as JSON spells it; null when there is none.</summary>
    public static FieldDescriptor? Find(MessageDescriptor type, string name) =>
        type.Fields.InDeclarationOrder().FirstOrDefault(f => f.Name == name || f.JsonName == name);

    public static string Unknown(MessageDescriptor type) =>
        $"is unknown; {type.Name} has {string.Join(", ", type.Fields.InDeclarationOrder().Select(f => f.Name).DefaultIfEmpty("no fields"))}";

    /// <param name="path">Name of a field, or of one within another: "by.limit".</param>
    public static void Set(IMessage message, string path, StringValues values, Violations violations)
    {
        var names = path.Split('.');
        foreach (var name in names[..^1])
        {
            if (Find(message.Descriptor, name) is not { FieldType: FieldType.Message, IsRepeated: false } part)
            {
                violations.Add(path, Unknown(message.Descriptor));
                return;
            }

            if (part.Accessor.GetValue(message) is null) part.Accessor.SetValue(message, part.MessageType.Parser.ParseFrom(ByteString.Empty));
            message = (IMessage)part.Accessor.GetValue(message);
        }

        if (Find(message.Descriptor, names[^1]) is not { } field) violations.Add(path, Unknown(message.Descriptor));
        else if (field.IsMap || (field.FieldType == FieldType.Message && !ProtoJson.IsValue(field.MessageType)))
            violations.Add(path, "is no single value; send it in the body of the POST form of this method");
        else if (!field.IsRepeated && values.Count > 1) violations.Add(path, $"is given {values.Count} times; give it once");
        else if (!field.IsRepeated) Put(message, field, path, values.ToString(), violations);
        else
            for (var i = 0; i < values.Count; i++) Put(message, field, $"{path}[{i}]", values[i] ?? "", violations);
    }

    /// <summary>The value of a field from its JSON.</summary>
    public static bool TryParse(FieldDescriptor field, string json, out object? value)
    {
        try
        {
            value = field.Accessor.GetValue(ProtoJson.Parser.Parse($"{{\"{field.JsonName}\":{json}}}", field.ContainingType));
            return true;
        }
        catch (Exception e) when (e is IOException or FormatException or OverflowException)
        {
            value = null;
            return false;
        }
    }

    private static void Put(IMessage message, FieldDescriptor field, string path, string text, Violations violations)
    {
        var json = Json(field, text);
        if (json is null || !TryParse(field, field.IsRepeated ? $"[{json}]" : json, out var value)) violations.Add(path, $"is {Fault.Quote(text)}; give {FieldWords.One(field)}");
        else if (field.IsRepeated) ((IList)field.Accessor.GetValue(message)).Add(((IList)value!)[0]);
        else field.Accessor.SetValue(message, value);
    }

    // Numbers may stand in quotes in protobuf's JSON, truth and numbers of enums may not. Null for a number the enum does not have.
    private static string? Json(FieldDescriptor field, string text) => field.FieldType switch
    {
        FieldType.Bool when text is "true" or "false" => text,
        FieldType.Enum when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) =>
            field.EnumType.FindValueByNumber(number) is null ? null : number.ToString(CultureInfo.InvariantCulture),
        _ => JsonSerializer.Serialize(text),
    };
}
