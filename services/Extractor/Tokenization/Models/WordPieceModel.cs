using System.Text;

namespace AttentionViz.Extractor.Tokenization;

/// <summary>BERT's: the longest piece that fits, again and again; a word that does not come out is unknown whole.</summary>
internal sealed class WordPieceModel(Vocabulary vocabulary, string unknown, string prefix, int longestWord) : ITokenModel
{
    public Vocabulary Vocabulary => vocabulary;

    public static WordPieceModel Read(JsonField field) => new(
        Vocabulary.ReadObject(field.Required("vocab")),
        field.Optional("unk_token")?.Text() ?? "[UNK]",
        field.Optional("continuing_subword_prefix")?.Text() ?? "##",
        field.Optional("max_input_chars_per_word")?.Integer(int.MaxValue) ?? 100);

    public void Tokenize(ReadOnlySpan<char> word, List<ModelToken> tokens)
    {
        int first = tokens.Count;
        if (CountRunes(word) <= longestWord && TryCut(word, tokens))
            return;
        tokens.RemoveRange(first, tokens.Count - first);
        int id = vocabulary.IdOf(unknown) ?? throw UnknownToken.Missing(unknown, word);
        tokens.Add(new ModelToken(id, 0, word.Length));
    }

    private bool TryCut(ReadOnlySpan<char> word, List<ModelToken> tokens)
    {
        // Every piece but the first is looked up with the prefix written before it.
        char[] buffer = new char[prefix.Length + word.Length];
        prefix.CopyTo(buffer);
        word.CopyTo(buffer.AsSpan(prefix.Length));
        for (int start = 0; start < word.Length;)
        {
            int end = Math.Min(word.Length, start + vocabulary.LongestToken);
            int? id = null;
            while (end > start)
            {
                ReadOnlySpan<char> piece = start == 0 ? word[..end] : Prefixed(buffer, start, end);
                if (!SplitsRune(word, end) && (id = vocabulary.IdOf(piece)) is not null)
                    break;
                end--;
            }
            if (id is null)
                return false;
            tokens.Add(new ModelToken(id.Value, start, end));
            start = end;
        }
        return true;
    }

    /// <summary>
    /// The prefix and then word[start..end]. The prefix moves along the buffer over letters already used, so
    /// no string is built.
    /// </summary>
    private ReadOnlySpan<char> Prefixed(char[] buffer, int start, int end)
    {
        prefix.CopyTo(buffer.AsSpan(start));
        return buffer.AsSpan(start, prefix.Length + end - start);
    }

    private static bool SplitsRune(ReadOnlySpan<char> word, int end) => end < word.Length && char.IsLowSurrogate(word[end]);

    private static int CountRunes(ReadOnlySpan<char> word)
    {
        int count = 0;
        foreach (Rune _ in word.EnumerateRunes())
            count++;
        return count;
    }
}
