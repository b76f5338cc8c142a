using AttentionViz.Extractor.Images;
using AttentionViz.Extractor.Running;
using AttentionViz.Pipeline.Corpora;

namespace AttentionViz.Extractor.Extraction;

/// <summary>A sequence as the model reads it; columns of equal length, one entry a token.</summary>
/// <param name="Texts">Token as a person reads it.</param>
/// <param name="Starts">Start of the token in the text, in Unicode code points; 0 for a sequence of ids.</param>
/// <param name="Ends">End of the token, exclusive.</param>
/// <param name="Special">True for tokens that the tokenizer added.</param>
/// <param name="Truncated">True when the sequence was cut.</param>
public sealed record EncodedSequence(
    SequenceRecord Source, int[] Ids, string[] Texts, int[] Starts, int[] Ends, bool[] Special, bool Truncated)
{
    public int Length => Ids.Length;

    /// <summary>It keeps its place among its shard, but has no token and is not run.</summary>
    public bool IsSkipped => Length == 0;

    /// <summary>Where the tokens of an image lie; null for text.</summary>
    public ImageInput? Grid { get; init; }

    /// <summary>The image itself; null for text, and before it is needed.</summary>
    public ImageView? View { get; init; }

    /// <summary>Stands for a sequence that the job goes on without.</summary>
    public static EncodedSequence Skipped(SequenceRecord source) => new(source, [], [], [], [], [], Truncated: false);
}
