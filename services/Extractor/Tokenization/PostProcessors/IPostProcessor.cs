namespace AttentionViz.Extractor.Tokenization;

/// <summary>A token with the range of the original text it covers, in code points.</summary>
internal readonly record struct PlacedToken(int Id, int Start, int End, bool Special);

/// <summary>Finishes an encoding: special tokens around it, offsets trimmed.</summary>
internal interface IPostProcessor
{
    /// <summary>How many tokens it adds, whatever the text.</summary>
    int AddedTokens { get; }

    List<PlacedToken> Process(List<PlacedToken> tokens);
}

/// <summary>Several post-processors, one after another.</summary>
internal sealed class SequencePostProcessor(IPostProcessor[] steps) : IPostProcessor
{
    public int AddedTokens => steps.Sum(step => step.AddedTokens);

    public List<PlacedToken> Process(List<PlacedToken> tokens)
    {
        foreach (IPostProcessor step in steps)
            tokens = step.Process(tokens);
        return tokens;
    }
}
