namespace AttentionViz.Extractor.Tokenization;

/// <summary>SentencePiece's unigram language model: of all ways to cut a text, the likeliest (Viterbi).</summary>
internal sealed class UnigramModel : ITokenModel
{
    // What an unknown character costs more than the rarest piece (in log probability).
    private const double UnknownPenalty = 10;

    private readonly double[] _scores;
    private readonly double _unknownScore;
    private readonly int? _unknown;
    private readonly PieceTrie _trie;
    private readonly ByteFallback? _fallback;

    private struct Best
    {
        public double Score;
        public int Start;
        public int Id;
        public bool Reached;
    }

    public UnigramModel(Vocabulary vocabulary, double[] scores, int? unknown, bool byteFallback)
    {
        Vocabulary = vocabulary;
        _scores = scores;
        _unknown = unknown;
        _unknownScore = scores.DefaultIfEmpty(0).Min() - UnknownPenalty;
        _trie = new PieceTrie(vocabulary);
        _fallback = byteFallback ? new ByteFallback(vocabulary) : null;
    }

    public Vocabulary Vocabulary { get; }

    public static UnigramModel Read(JsonField field)
    {
        List<string> pieces = [];
        List<double> scores = [];
        foreach (JsonField entry in field.Required("vocab").Items())
        {
            JsonField[] pair = [.. entry.Items()];
            if (pair.Length != 2)
                throw entry.Fail("is not a pair", "write [\"piece\", score]");
            pieces.Add(pair[0].Text());
            scores.Add(pair[1].Number());
        }
        int? unknown = field.Optional("unk_id")?.Integer();
        if (unknown < 0 || unknown >= pieces.Count)
            throw field.Required("unk_id").Fail($"is outside the vocabulary of {pieces.Count}", "name an existing piece");
        return new UnigramModel(
            Vocabulary.FromList(pieces), [.. scores], unknown, field.FlagOr("byte_fallback", false));
    }

    public void Tokenize(ReadOnlySpan<char> word, List<ModelToken> tokens)
    {
        Best[] best = FindPath(word);
        int first = tokens.Count;
        List<int> bytes = [];
        for (int end = word.Length; end > 0;)
        {
            int start = best[end].Start;
            int id = best[end].Id;
            // Neighbouring unknown characters are one unknown stretch.
            while (id == _unknown && start > 0 && best[start].Id == _unknown)
                start = best[start].Start;
            if (id == _unknown)
                AddUnknown(word, start, end, bytes, tokens);
            else
                tokens.Add(new ModelToken(id, start, end));
            end = start;
        }
        tokens.Reverse(first, tokens.Count - first);
    }

    private Best[] FindPath(ReadOnlySpan<char> word)
    {
        Best[] best = new Best[word.Length + 1];
        best[0].Reached = true;
        for (int start = 0; start < word.Length;)
        {
            int single = start + AlignedText.RuneLength(word, start);
            bool knowsSingle = false;
            int node = PieceTrie.Root;
            for (int end = start; end < word.Length && (node = _trie.Step(node, word[end])) != PieceTrie.None;)
            {
                end++;
                if (_trie.IdAt(node) is not { } id)
                    continue;
                Offer(ref best[end], best[start].Score + _scores[id], start, id);
                knowsSingle |= end == single;
            }
            if (!knowsSingle)
            {
                int unknown = _unknown ?? throw UnknownToken.Missing(null, word[start..single]);
                Offer(ref best[single], best[start].Score + _unknownScore, start, unknown);
            }
            start = single;
        }
        return best;
    }

    private static void Offer(ref Best best, double score, int start, int id)
    {
        if (!best.Reached || score > best.Score)
            best = new Best { Score = score, Start = start, Id = id, Reached = true };
    }

    /// <summary>Appends from the back, as the path is walked.</summary>
    private void AddUnknown(ReadOnlySpan<char> word, int start, int end, List<int> bytes, List<ModelToken> tokens)
    {
        // A stretch of single unknowns can still be a piece, one that scored worse than they did.
        if (Vocabulary.IdOf(word[start..end]) is { } whole)
        {
            tokens.Add(new ModelToken(whole, start, end));
            return;
        }
        if (_fallback is null || !_fallback.TrySpell(word[start..end], bytes))
        {
            tokens.Add(new ModelToken(_unknown!.Value, start, end));
            return;
        }
        for (int i = bytes.Count - 1; i >= 0; i--)
            tokens.Add(new ModelToken(bytes[i], start, end));
    }
}
