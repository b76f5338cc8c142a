namespace AttentionViz.Extractor.Tokenization;

/// <summary>
/// A <c>tokenizer.json</c> that is malformed, asks for something unsupported, or cannot encode a text.
/// The message names the file, the JSON path, the value found there and what to do about it.
/// </summary>
public sealed class TokenizerException : Exception
{
    public TokenizerException(string message)
        : base(message)
    {
    }

    public TokenizerException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public TokenizerException()
    {
    }
}
