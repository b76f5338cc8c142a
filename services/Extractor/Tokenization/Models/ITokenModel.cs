namespace AttentionViz.Extractor.Tokenization;

/// <summary>Turns one word into vocabulary ids.</summary>
internal interface ITokenModel
{
    Vocabulary Vocabulary { get; }

    /// <summary>Appends the tokens of <paramref name="word"/>, with positions in UTF-16 units of the word.</summary>
    void Tokenize(ReadOnlySpan<char> word, List<ModelToken> tokens);
}

/// <summary>A token and the UTF-16 units of the word that it covers.</summary>
internal readonly record struct ModelToken(int Id, int Start, int End);
