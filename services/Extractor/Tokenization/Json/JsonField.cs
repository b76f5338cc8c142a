using System.Text.Json;

namespace AttentionViz.Extractor.Tokenization;

/// <summary>A JSON value that knows where it stands, so that every complaint can name file, path and value.</summary>
internal readonly record struct JsonField(JsonElement Element, string Path, string File)
{
    private const int ShownValueLength = 60;

    public JsonValueKind Kind => Element.ValueKind;

    /// <summary>The member, or null where it is absent or JSON null.</summary>
    public JsonField? Optional(string name)
    {
        Expect(JsonValueKind.Object, "an object");
        return Element.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null
            ? new JsonField(value, $"{Path}.{name}", File)
            : null;
    }

    public JsonField Required(string name) =>
        Optional(name) ?? throw Fail($"has no \"{name}\"", $"add \"{name}\" or export the tokenizer again");

    public string Text()
    {
        Expect(JsonValueKind.String, "a string");
        try
        {
            return Element.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new TokenizerException($"{File}: {Path} holds half a surrogate pair; write the character whole.", e);
        }
    }

    public bool Flag() => Kind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Mismatch("true or false"),
    };

    public int Integer() =>
        Kind == JsonValueKind.Number && Element.TryGetInt32(out int value) ? value : throw Mismatch("an integer");

    /// <summary>An integer from zero to <paramref name="maximum"/>.</summary>
    public int Integer(int maximum)
    {
        int value = Integer();
        return value >= 0 && value <= maximum ? value : throw Mismatch($"an integer from 0 to {maximum}");
    }

    public double Number() =>
        Kind == JsonValueKind.Number && Element.TryGetDouble(out double value) ? value : throw Mismatch("a number");

    public bool FlagOr(string name, bool otherwise) => Optional(name)?.Flag() ?? otherwise;

    public IEnumerable<JsonField> Items()
    {
        Expect(JsonValueKind.Array, "an array");
        return Walk(this);

        static IEnumerable<JsonField> Walk(JsonField array)
        {
            int index = 0;
            foreach (JsonElement item in array.Element.EnumerateArray())
                yield return new JsonField(item, $"{array.Path}[{index++}]", array.File);
        }
    }

    public IEnumerable<(string Name, JsonField Value)> Members()
    {
        Expect(JsonValueKind.Object, "an object");
        return Walk(this);

        static IEnumerable<(string Name, JsonField Value)> Walk(JsonField parent)
        {
            foreach (JsonProperty member in parent.Element.EnumerateObject())
                yield return (member.Name, new JsonField(member.Value, $"{parent.Path}[\"{member.Name}\"]", parent.File));
        }
    }

    /// <summary>The value of "type", which every part of the file carries.</summary>
    public string Type() => Required("type").Text();

    public TokenizerException UnknownType(string part, string supported) =>
        Required("type").Fail($"is not a {part} known here", $"supported: {supported}");

    public TokenizerException Mismatch(string expected) => Fail($"should be {expected}", "correct it or export the tokenizer again");

    public TokenizerException Fail(string problem, string remedy)
    {
        string value = Element.GetRawText();
        if (value.Length > ShownValueLength)
            value = value[..ShownValueLength] + "...";
        return new TokenizerException($"{File}: {Path} = {value} {problem}; {remedy}.");
    }

    private void Expect(JsonValueKind kind, string name)
    {
        if (Kind != kind)
            throw Mismatch(name);
    }
}
