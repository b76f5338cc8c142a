namespace AttentionViz.Extractor.Tokenization;

/// <summary>What a BPE model does besides merging.</summary>
internal sealed record BpeOptions(
    string? Unknown,
    bool FuseUnknown,
    bool ByteFallback,
    bool IgnoreMerges,
    string Prefix,
    string Suffix);

/// <summary>Byte-pair encoding over code points, or over bytes where the pre-tokenizer writes them as characters.</summary>
internal sealed class BpeModel : ITokenModel
{
    private readonly BpeOptions _options;
    private readonly BpeMerges _merges;
    private readonly ByteFallback? _fallback;
    private readonly int? _unknown;

    public BpeModel(Vocabulary vocabulary, BpeMerges merges, BpeOptions options)
    {
        Vocabulary = vocabulary;
        _merges = merges;
        _options = options;
        _fallback = options.ByteFallback ? new ByteFallback(vocabulary) : null;
        _unknown = options.Unknown is null ? null : vocabulary.IdOf(options.Unknown);
    }

    public Vocabulary Vocabulary { get; }

    public void Tokenize(ReadOnlySpan<char> word, List<ModelToken> tokens)
    {
        if (_options.IgnoreMerges && Vocabulary.IdOf(word) is { } whole)
        {
            tokens.Add(new ModelToken(whole, 0, word.Length));
            return;
        }
        List<ModelToken> symbols = new(word.Length);
        AddSymbols(word, symbols);
        _merges.Merge(symbols, tokens);
    }

    private void AddSymbols(ReadOnlySpan<char> word, List<ModelToken> symbols)
    {
        List<int> bytes = [];
        bool lastUnknown = false;
        for (int start = 0; start < word.Length;)
        {
            int end = start + AlignedText.RuneLength(word, start);
            if (SymbolOf(word, start, end) is { } id)
            {
                symbols.Add(new ModelToken(id, start, end));
                lastUnknown = false;
            }
            else if (_fallback is not null && _fallback.TrySpell(word[start..end], bytes))
            {
                foreach (int spelled in bytes)
                    symbols.Add(new ModelToken(spelled, start, end));
                lastUnknown = false;
            }
            else if (_options.Unknown is not null)
            {
                int unknown = _unknown ?? throw UnknownToken.Missing(_options.Unknown, word);
                if (lastUnknown && _options.FuseUnknown)
                    symbols[^1] = symbols[^1] with { End = end };
                else
                    symbols.Add(new ModelToken(unknown, start, end));
                lastUnknown = true;
            }
            start = end;
        }
    }

    private int? SymbolOf(ReadOnlySpan<char> word, int start, int end)
    {
        bool prefixed = start > 0 && _options.Prefix.Length > 0;
        bool suffixed = end == word.Length && _options.Suffix.Length > 0;
        return prefixed || suffixed
            ? Vocabulary.IdOf($"{(prefixed ? _options.Prefix : "")}{word[start..end]}{(suffixed ? _options.Suffix : "")}")
            : Vocabulary.IdOf(word[start..end]);
    }
}
