namespace AttentionViz.Extractor.Tokenization;

/// <summary>A token matched in the text itself, before any model sees it.</summary>
internal sealed record AddedToken(
    int Id,
    string Content,
    bool Special,
    bool SingleWord,
    bool StripLeft,
    bool StripRight,
    bool Normalized)
{
    public static AddedToken Read(JsonField field)
    {
        bool special = field.FlagOr("special", false);
        return new AddedToken(
            Vocabulary.ReadId(field.Required("id")),
            field.Required("content").Text(),
            special,
            field.FlagOr("single_word", false),
            field.FlagOr("lstrip", false),
            field.FlagOr("rstrip", false),
            field.FlagOr("normalized", !special));
    }
}
