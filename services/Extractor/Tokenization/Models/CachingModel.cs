using System.Collections.Concurrent;

namespace AttentionViz.Extractor.Tokenization;

/// <summary>Remembers the tokens of words already seen; safe for any number of threads.</summary>
internal sealed class CachingModel(ITokenModel inner) : ITokenModel
{
    private const int MostWords = 65_536;

    // Longer "words" are whole sentences of tokenizers that do not cut; they hardly ever come again.
    private const int LongestWord = 48;

    private readonly ConcurrentDictionary<string, ModelToken[]> _cache = new(StringComparer.Ordinal);
    private int _count;

    public Vocabulary Vocabulary => inner.Vocabulary;

    public void Tokenize(ReadOnlySpan<char> word, List<ModelToken> tokens)
    {
        if (word.Length > LongestWord)
        {
            inner.Tokenize(word, tokens);
            return;
        }
        if (_cache.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out ModelToken[]? known))
        {
            tokens.AddRange(known);
            return;
        }
        int first = tokens.Count;
        inner.Tokenize(word, tokens);
        if (Volatile.Read(ref _count) >= MostWords)
            return;
        ModelToken[] made = new ModelToken[tokens.Count - first];
        tokens.CopyTo(first, made, 0, made.Length);
        if (_cache.TryAdd(word.ToString(), made))
            Interlocked.Increment(ref _count);
    }
}
