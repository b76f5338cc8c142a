namespace AttentionViz.Extractor.Tokenization;

/// <summary>The entry of every id: the model's vocabulary and, over it, the added tokens, which the model does not see.</summary>
internal sealed class TokenNames(Vocabulary vocabulary, IEnumerable<AddedToken> addedTokens)
{
    private readonly Dictionary<int, string> _added = addedTokens
        .GroupBy(token => token.Id)
        .ToDictionary(group => group.Key, group => group.Last().Content);

    /// <summary>One more than the highest id.</summary>
    public int Size => Math.Max(vocabulary.Size, _added.Keys.DefaultIfEmpty(-1).Max() + 1);

    public bool IsAdded(int id) => _added.ContainsKey(id);

    public string? NameOf(int id) => _added.TryGetValue(id, out string? content) ? content : vocabulary.TokenOf(id);
}
