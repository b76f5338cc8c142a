namespace AttentionViz.Extractor.Tokenization;

/// <summary>Cuts pieces of text into smaller ones, and may rewrite them.</summary>
internal interface IPreTokenizer
{
    Pieces Cut(Pieces pieces);
}

/// <summary>Several pre-tokenizers, one after another.</summary>
internal sealed class SequencePreTokenizer(IPreTokenizer[] steps) : IPreTokenizer
{
    public Pieces Cut(Pieces pieces)
    {
        foreach (IPreTokenizer step in steps)
            pieces = step.Cut(pieces);
        return pieces;
    }
}
