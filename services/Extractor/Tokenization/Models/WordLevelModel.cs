namespace AttentionViz.Extractor.Tokenization;

/// <summary>Whole words only.</summary>
internal sealed class WordLevelModel(Vocabulary vocabulary, string unknown) : ITokenModel
{
    public Vocabulary Vocabulary => vocabulary;

    public static WordLevelModel Read(JsonField field) => new(
        Vocabulary.ReadObject(field.Required("vocab")),
        field.Optional("unk_token")?.Text() ?? "<unk>");

    public void Tokenize(ReadOnlySpan<char> word, List<ModelToken> tokens)
    {
        int id = vocabulary.IdOf(word) ?? vocabulary.IdOf(unknown) ?? throw UnknownToken.Missing(unknown, word);
        tokens.Add(new ModelToken(id, 0, word.Length));
    }
}
