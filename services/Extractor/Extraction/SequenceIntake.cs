using AttentionViz.Extractor.Images;
using AttentionViz.Pipeline.Corpora;
using AttentionViz.V1;

namespace AttentionViz.Extractor.Extraction;

/// <summary>
/// Decides, sequence by sequence and in corpus order, which are taken, cut, skipped or refused, and
/// keeps account of those skipped. The same options and corpus give the same decisions.
/// </summary>
/// <param name="images">What images are prepared by; null for a model that is not fed by images.</param>
public sealed class SequenceIntake(SequenceEncoder encoder, ImagePreprocessor? images, UnfitSequences unfit, LongSequences longer)
{
    private const int Listed = 10;
    private const int LongestId = 200;
    private const int LongestReason = 500;

    private readonly List<SkippedSequence> _first = [];

    /// <summary>
    /// Whether an image has to be decoded to know what becomes of it. Where one that cannot be decoded
    /// ends all, that comes to light when it is needed, and decoding twice would only cost.
    /// </summary>
    public bool LooksIntoImages => images is not null && unfit == UnfitSequences.Skip;

    /// <summary>Tokens beyond which a sequence is long.</summary>
    public int MaxTokens => encoder.MaxTokens;

    /// <summary>Sequences skipped so far.</summary>
    public long Skipped { get; private set; }

    /// <summary>The first ten of them.</summary>
    public IReadOnlyList<SkippedSequence> FirstSkipped => _first;

    /// <summary>The sequence as the model reads it; null when it is skipped.</summary>
    /// <param name="image">File of an image, to be looked into; null otherwise.</param>
    /// <exception cref="UnfitSequenceException">The model cannot take it, or it is too long, and the options say to fail.</exception>
    public EncodedSequence? Take(SequenceRecord sequence, byte[]? image = null)
    {
        EncodedSequence encoded;
        try
        {
            encoded = encoder.Encode(sequence);
            if (image is not null) images!.Prepare(sequence, image);
        }
        catch (UnfitSequenceException e) when (unfit == UnfitSequences.Skip)
        {
            return Skip(e);
        }

        if (!encoded.Truncated || longer is LongSequences.Unspecified or LongSequences.Cut) return encoded;
        var tooLong = UnfitSequenceException.TooLong(sequence, encoder.MaxTokens);
        return longer == LongSequences.Skip ? Skip(tooLong) : throw tooLong;
    }

    private EncodedSequence? Skip(UnfitSequenceException why)
    {
        Skipped++;
        if (_first.Count < Listed)
            _first.Add(new SkippedSequence { Index = why.Sequence.Index, Id = Cut(why.Sequence.Id, LongestId), Reason = Cut(why.What, LongestReason) });
        return null;
    }

    /// <summary>A job carries these wherever it goes; an id may be as long as a line.</summary>
    private static string Cut(string text, int most)
    {
        if (text.Length <= most) return text;
        // Not between the halves of a character.
        return char.IsHighSurrogate(text[most - 2]) ? $"{text[..(most - 2)]}…" : $"{text[..(most - 1)]}…";
    }
}
