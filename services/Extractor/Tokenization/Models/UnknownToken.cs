namespace AttentionViz.Extractor.Tokenization;

/// <summary>The complaint of a model that meets an unknown word and has no token for such.</summary>
internal static class UnknownToken
{
    private const int ShownLength = 40;

    public static TokenizerException Missing(string? token, ReadOnlySpan<char> word)
    {
        string shown = word.Length > ShownLength ? $"{word[..ShownLength]}..." : word.ToString();
        return new TokenizerException(token is null
            ? $"The tokenizer cannot encode \"{shown}\": $.model names no unknown token; set it to a token of the vocabulary."
            : $"The tokenizer cannot encode \"{shown}\": $.model.unk_token = \"{token}\" is not in the vocabulary; add it there.");
    }
}
