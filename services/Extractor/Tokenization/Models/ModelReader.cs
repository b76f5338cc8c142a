namespace AttentionViz.Extractor.Tokenization;

/// <summary>Reads the "model" section.</summary>
internal static class ModelReader
{
    public static ITokenModel Read(JsonField field) => TypeOf(field) switch
    {
        "BPE" => new CachingModel(BpeReader.Read(field)),
        "WordPiece" => new CachingModel(WordPieceModel.Read(field)),
        "Unigram" => new CachingModel(UnigramModel.Read(field)),
        "WordLevel" => WordLevelModel.Read(field),
        _ => throw field.UnknownType("model", "BPE, WordPiece, Unigram, WordLevel"),
    };

    /// <summary>The type; files of early versions leave it out, and their shape tells.</summary>
    private static string TypeOf(JsonField field)
    {
        if (field.Optional("type") is { } type)
            return type.Text();
        if (field.Optional("merges") is not null)
            return "BPE";
        if (field.Optional("max_input_chars_per_word") is not null)
            return "WordPiece";
        return field.Optional("unk_id") is not null ? "Unigram" : "WordLevel";
    }
}
