using System.Text.Json;

namespace AttentionViz.Extractor.Tokenization;

/// <summary>Tells from the sections of a file how its vocabulary writes bytes, spaces and word ends.</summary>
internal static class SpellingReader
{
    private const string SpaceMark = "\u2581";

    private static readonly string[] Sections = ["normalizer", "pre_tokenizer", "decoder"];

    public static TokenSpelling Read(JsonField root)
    {
        JsonElement model = root.Required("model").Element;
        string suffix = model.TryGetProperty("end_of_word_suffix", out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";
        JsonElement[] sections = [.. Sections.Select(root.Optional).OfType<JsonField>().Select(field => field.Element)];
        return new TokenSpelling(
            sections.Any(section => Holds(section, "ByteLevel")),
            sections.Any(section => Holds(section, "Metaspace") || Holds(section, SpaceMark)),
            suffix);
    }

    /// <summary>Whether the text occurs as a value anywhere inside.</summary>
    private static bool Holds(JsonElement element, string text) => element.ValueKind switch
    {
        JsonValueKind.String => element.ValueEquals(text),
        JsonValueKind.Array => element.EnumerateArray().Any(item => Holds(item, text)),
        JsonValueKind.Object => element.EnumerateObject().Any(member => Holds(member.Value, text)),
        _ => false,
    };
}
