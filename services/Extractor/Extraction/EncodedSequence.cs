using AttentionViz.Extractor.Images;
using AttentionViz.Extractor.Running;
using AttentionViz.Pipeline.Corpora;
using TokenSide = AttentionViz.V1.TokenSide;

namespace AttentionViz.Extractor.Extraction;

/// <summary>
/// A sequence as the model reads it; columns of equal length, one entry a token: for an encoder-decoder source tokens, then
/// target tokens.
/// </summary>
/// <param name="Texts">Token as a person reads it.</param>
/// <param name="Starts">Start of the token in the text, or target text, in Unicode code points; 0 for a sequence of ids.</param>
/// <param name="Ends">End of the token, exclusive.</param>
/// <param name="Special">True for tokens that the tokenizer added.</param>
/// <param name="Truncated">True when the sequence was cut.</param>
public sealed record EncodedSequence(
    SequenceRecord Source, int[] Ids, string[] Texts, int[] Starts, int[] Ends, bool[] Special, bool Truncated)
{
    public int Length => Ids.Length;

    /// <summary>How many of the tokens are source tokens; null where the model is fed by one sequence.</summary>
    public int? SourceLength { get; init; }

    /// <summary>It keeps its place among its shard, but has no token and is not run.</summary>
    public bool IsSkipped => Length == 0;

    /// <summary>Where the tokens of an image lie; null for text.</summary>
    public ImageInput? Grid { get; init; }

    /// <summary>The image itself; null for text, and before it is needed.</summary>
    public ImageView? View { get; init; }

    /// <summary>Tokens of one side; all where the model has no sides.</summary>
    public int LengthOf(TokenSide side) => side switch
    {
        TokenSide.Source => SourceLength ?? 0,
        TokenSide.Target => Length - (SourceLength ?? 0),
        _ => Length,
    };

    /// <summary>Where the tokens of one side start.</summary>
    public int StartOf(TokenSide side) => side == TokenSide.Target ? SourceLength ?? 0 : 0;

    /// <summary>Stands for a sequence that the job goes on without.</summary>
    public static EncodedSequence Skipped(SequenceRecord source) => new(source, [], [], [], [], [], Truncated: false);
}
