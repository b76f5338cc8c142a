namespace AttentionViz.Extractor.Tokenization;

/// <summary>
/// From a text to its tokens, before any special ones are put around them: added tokens are taken out, the
/// rest is normalised, cut into words, and the words are encoded.
/// </summary>
internal sealed class Encoder(
    IReadOnlyList<AddedToken> addedTokens,
    INormalizer? normalizer,
    IPreTokenizer? preTokenizer,
    ITokenModel model)
{
    private readonly AddedTokenMatcher _verbatim =
        new(addedTokens.Where(token => !token.Normalized).Select(token => (token.Content, token)));

    private readonly AddedTokenMatcher _normalized =
        new(addedTokens.Where(token => token.Normalized).Select(token => (NormalForm(token.Content, normalizer), token)));

    public List<PlacedToken> Encode(string text)
    {
        AlignedText original = AlignedText.FromOriginal(text);
        List<PlacedToken> tokens = new((text.Length / 4) + 2);
        List<ModelToken> scratch = [];
        foreach ((Span16 range, AddedToken? added) in _verbatim.Cut(original.Text))
        {
            AlignedText section = original.Slice(range.Start, range.End);
            if (added is not null)
                tokens.Add(Place(section, added));
            else
                EncodeSection(normalizer?.Normalize(section) ?? section, tokens, scratch);
        }
        return tokens;
    }

    private static string NormalForm(string content, INormalizer? normalizer) =>
        normalizer?.Normalize(AlignedText.FromOriginal(content)).Text ?? content;

    private static PlacedToken Place(AlignedText section, AddedToken added) =>
        new(added.Id, section.StartOf(0), section.EndOf(section.Length - 1), added.Special);

    private void EncodeSection(AlignedText normal, List<PlacedToken> tokens, List<ModelToken> scratch)
    {
        foreach ((Span16 range, AddedToken? added) in _normalized.Cut(normal.Text))
        {
            AlignedText section = normal.Slice(range.Start, range.End);
            if (added is not null)
                tokens.Add(Place(section, added));
            else
                EncodeWords(section, tokens, scratch);
        }
    }

    private void EncodeWords(AlignedText section, List<PlacedToken> tokens, List<ModelToken> scratch)
    {
        Pieces pieces = Pieces.Whole(section);
        if (preTokenizer is not null)
            pieces = preTokenizer.Cut(pieces);
        foreach (Span16 word in pieces.Ranges)
        {
            scratch.Clear();
            model.Tokenize(pieces.Text.Text.AsSpan(word.Start, word.Length), scratch);
            foreach (ModelToken token in scratch)
            {
                tokens.Add(new PlacedToken(
                    token.Id,
                    pieces.Text.StartOf(word.Start + token.Start),
                    pieces.Text.EndOf(word.Start + token.End - 1),
                    Special: false));
            }
        }
    }
}
