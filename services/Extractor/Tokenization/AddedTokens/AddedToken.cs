namespace AttentionViz.Extractor.Tokenization;

/// <summary>A token matched in the text itself, before any model sees it.</summary>
internal sealed record AddedToken(
    int Id,
    string Content,
    bool Special,
    bool SingleWord,
    bool StripLeft,
    bool StripRight,
    bool Normalized);
