namespace AttentionViz.Extractor.Tokenization;

/// <summary>One text as the model will see it: parallel arrays with one element a token.</summary>
/// <param name="Ids">Vocabulary ids.</param>
/// <param name="Texts">What a person reads for each token; see <see cref="TextTokenizer.TokenText"/>.</param>
/// <param name="Starts">
/// First character of the original text each token covers, counted in Unicode code points (as Python and
/// Hugging Face count, so <c>text[start:end]</c> works there), not in UTF-16 units.
/// </param>
/// <param name="Ends">One past the last code point covered. Tokens that a template adds cover nothing: 0 and 0.</param>
/// <param name="Special">
/// True for tokens the template adds and for special added tokens written in the text, such as <c>[MASK]</c>.
/// </param>
/// <param name="Truncated">True when tokens were left out to respect the limit.</param>
public sealed record TokenizedText(
    int[] Ids,
    string[] Texts,
    int[] Starts,
    int[] Ends,
    bool[] Special,
    bool Truncated);
