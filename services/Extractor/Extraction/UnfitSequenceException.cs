using AttentionViz.Pipeline.Corpora;

namespace AttentionViz.Extractor.Extraction;

/// <summary>A sequence that a model cannot take, or not as it was asked to; jobs may go on without it.</summary>
public sealed class UnfitSequenceException : CorpusFormatException
{
    /// <summary><see cref="Reason"/> of a sequence that is only too long.</summary>
    public const string LongReason = "SEQUENCE_TOO_LONG";

    private UnfitSequenceException(SequenceRecord sequence, string reason, string name, string what)
        : base(0, $"{name} {what}") => (Sequence, Reason, What) = (sequence, reason, what);

    public SequenceRecord Sequence { get; }

    /// <summary>UPPER_SNAKE, for programs.</summary>
    public string Reason { get; }

    /// <summary>The message without the sequence's name, as in "has token id 99 at position 3, but ...".</summary>
    public string What { get; }

    public static UnfitSequenceException Of(SequenceRecord sequence, string what) => new(sequence, "SEQUENCE_UNFIT", NameOf(sequence), what);

    public static UnfitSequenceException TooLong(SequenceRecord sequence, int mostTokens) => new(
        sequence, LongReason, NameOf(sequence), $"has more than the {mostTokens} tokens that are taken");

    /// <param name="what">Message of an <see cref="Images.ImageException"/>.</param>
    public static UnfitSequenceException OfImage(SequenceRecord image, string what) => new(image, "IMAGE_UNFIT", $"image '{image.Id}'", what);

    private static string NameOf(SequenceRecord sequence) => $"sequence {sequence.Index}{(sequence.Id.Length > 0 ? $" ('{sequence.Id}')" : "")}";
}
