namespace AttentionViz.Extractor.Tokenization;

/// <summary>
/// Reads the "added_tokens" section. As Hugging Face does, the id a file gives counts for little: a token of the
/// model's vocabulary keeps its id there, and the others are numbered on from the end in the order they stand.
/// </summary>
internal static class AddedTokenReader
{
    public static AddedToken[] Read(JsonField? field, Vocabulary vocabulary)
    {
        Dictionary<string, AddedToken> tokens = new(StringComparer.Ordinal);
        int next = vocabulary.Count;
        foreach (JsonField entry in field?.Items() ?? [])
        {
            AddedToken token = ReadToken(entry);
            if (token.Content.Length == 0)
                continue;
            int id = tokens.TryGetValue(token.Content, out AddedToken? earlier)
                ? earlier.Id
                : vocabulary.IdOf(token.Content) ?? next;
            next = Math.Max(next, id + 1);
            tokens[token.Content] = token with { Id = id };
        }
        return [.. tokens.Values];
    }

    private static AddedToken ReadToken(JsonField field)
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
