using System.Text;

namespace AttentionViz.Extractor.Tokenization;

/// <summary>
/// A Hugging Face tokenizer read from <c>tokenizer.json</c>. Encodings are those of Hugging Face's own library;
/// offsets count Unicode code points of the original text. Safe for any number of threads.
/// </summary>
public sealed class TextTokenizer
{
    private readonly Encoder _encoder;
    private readonly IPostProcessor? _postProcessor;
    private readonly TokenDisplay _display;
    private readonly Truncation _truncation;

    internal TextTokenizer(
        Encoder encoder, IPostProcessor? postProcessor, TokenDisplay display, Truncation truncation, int? padId, int size)
    {
        _encoder = encoder;
        _postProcessor = postProcessor;
        _display = display;
        _truncation = truncation;
        PadId = padId;
        VocabularySize = size;
    }

    /// <summary>
    /// The id that fills up a batch: of the file's padding section, else of the token [PAD], &lt;pad&gt; or
    /// pad; null where there is none.
    /// </summary>
    public int? PadId { get; }

    /// <summary>One more than the highest id, added tokens included.</summary>
    public int VocabularySize { get; }

    /// <summary>Tokens that the template puts around every text, such as [CLS] and [SEP].</summary>
    public int TemplateTokens => _postProcessor?.AddedTokens ?? 0;

    /// <summary>Reads a <c>tokenizer.json</c>.</summary>
    /// <exception cref="TokenizerException">The file cannot be read, is malformed or asks for something unsupported.</exception>
    public static TextTokenizer Load(string tokenizerJsonPath)
    {
        try
        {
            using FileStream stream = File.OpenRead(tokenizerJsonPath);
            return TokenizerFile.Read(stream, tokenizerJsonPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TokenizerException($"{tokenizerJsonPath}: cannot be read ({e.Message}); check the path and its permissions.", e);
        }
    }

    /// <summary>Reads the contents of a <c>tokenizer.json</c>.</summary>
    /// <exception cref="TokenizerException">The contents are malformed or ask for something unsupported.</exception>
    public static TextTokenizer Parse(Stream json) => TokenizerFile.Read(json, "tokenizer.json");

    /// <inheritdoc cref="Parse(Stream)"/>
    public static TextTokenizer Parse(string json)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(json));
        return Parse(stream);
    }

    /// <summary>Encodes one text.</summary>
    /// <param name="text">Any string; lone surrogates are read as U+FFFD.</param>
    /// <param name="maxTokens">
    /// The most tokens to return, those of the template included; these stay, and tokens of the text are left out
    /// at the end (or at the start where the file's truncation section says so). By default the file's own limit.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The limit leaves no room for the template's tokens.</exception>
    /// <exception cref="TokenizerException">A word is unknown and the tokenizer has no token for that.</exception>
    public TokenizedText Encode(string text, int? maxTokens = null)
    {
        int limit = maxTokens ?? _truncation.MaxTokens ?? int.MaxValue;
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, TemplateTokens, nameof(maxTokens));
        List<PlacedToken> tokens = _encoder.Encode(text);
        int surplus = tokens.Count - (limit - TemplateTokens);
        if (surplus > 0)
            tokens.RemoveRange(_truncation.FromLeft ? 0 : tokens.Count - surplus, surplus);
        return Lay(_postProcessor?.Process(tokens) ?? tokens, surplus > 0);
    }

    /// <summary>
    /// What a person reads for a token: the vocabulary entry with byte-level symbols and space marks undone
    /// (" cat"). Bytes that are only part of a character appear as &lt;0xE6&gt;, an id without entry as &lt;id 7&gt;.
    /// </summary>
    public string TokenText(int id) => _display.Text(id);

    private TokenizedText Lay(List<PlacedToken> tokens, bool truncated)
    {
        TokenizedText laid = new(
            new int[tokens.Count],
            new string[tokens.Count],
            new int[tokens.Count],
            new int[tokens.Count],
            new bool[tokens.Count],
            truncated);
        for (int i = 0; i < tokens.Count; i++)
        {
            PlacedToken token = tokens[i];
            laid.Ids[i] = token.Id;
            laid.Texts[i] = _display.Text(token.Id);
            laid.Starts[i] = token.Start;
            laid.Ends[i] = token.End;
            laid.Special[i] = token.Special;
        }
        return laid;
    }
}
