using System.Globalization;
using System.Text.Json;
using AttentionViz.Extractor.Tokenization;

namespace AttentionViz.Extractor.Tests.Tokenization;

/// <summary>Writes small tokenizer.json files; parts are given as JSON, null where absent.</summary>
internal static class SmallTokenizer
{
    public static string Json(
        string model,
        string? normalizer = null,
        string? preTokenizer = null,
        string? postProcessor = null,
        string? added = null,
        string? extra = null) =>
        $$"""
        {"version": "1.0", "added_tokens": {{added ?? "[]"}}, "normalizer": {{normalizer ?? "null"}},
         "pre_tokenizer": {{preTokenizer ?? "null"}}, "post_processor": {{postProcessor ?? "null"}},
         {{extra}} "model": {{model}}}
        """;

    public static TextTokenizer Of(
        string model,
        string? normalizer = null,
        string? preTokenizer = null,
        string? postProcessor = null,
        string? added = null,
        string? extra = null) =>
        TextTokenizer.Parse(Json(model, normalizer, preTokenizer, postProcessor, added, extra));

    /// <summary>A vocabulary in which each token's id is its place in the list.</summary>
    public static string Vocabulary(params string[] tokens) =>
        JsonSerializer.Serialize(tokens.Select((token, id) => (token, id)).ToDictionary(x => x.token, x => x.id));

    public static string WordLevel(params string[] tokens) =>
        $$"""{"type": "WordLevel", "unk_token": "?", "vocab": {{Vocabulary(["?", .. tokens])}}}""";

    public static string WordPiece(params string[] tokens) =>
        $$"""
        {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
         "max_input_chars_per_word": 100, "vocab": {{Vocabulary(tokens)}}}
        """;

    /// <summary>Every token as <c>id:text@start-end</c>, special ones with a star.</summary>
    public static string Show(TokenizedText encoded) => string.Join(' ', encoded.Ids.Select((id, i) => string.Create(
        CultureInfo.InvariantCulture,
        $"{id}:{encoded.Texts[i]}@{encoded.Starts[i]}-{encoded.Ends[i]}{(encoded.Special[i] ? "*" : "")}")));

    /// <summary>The stretches of the text that the tokens cover, by their offsets.</summary>
    public static string Covered(string text, TokenizedText encoded)
    {
        string[] characters = [.. text.EnumerateRunes().Select(rune => rune.ToString())];
        return string.Join('|', encoded.Starts.Zip(encoded.Ends, (start, end) => string.Concat(characters[start..end])));
    }
}
