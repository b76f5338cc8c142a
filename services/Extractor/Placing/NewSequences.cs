using System.Text.Json.Nodes;
using AttentionViz.Extractor.Extraction;
using AttentionViz.Extractor.Models;
using AttentionViz.Pipeline.Corpora;
using AttentionViz.Pipeline.Corpora.Images;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Placing;
using AttentionViz.V1;

namespace AttentionViz.Extractor.Placing;

/// <summary>Turns sequences that are not of the corpus into what the job's model reads, as those of the corpus were.</summary>
internal static class NewSequences
{
    private static readonly Dictionary<string, JsonValue> NoMetadata = [];

    /// <param name="maxTokens">Most tokens of each, on each side of an encoder-decoder; more are refused.</param>
    /// <exception cref="PlacingFailedException">The model cannot take one of them, and which.</exception>
    /// <exception cref="JobFaultException">The job's options do not fit the model.</exception>
    public static IReadOnlyList<EncodedSequence> Encode(
        JobRecord job, LoadedModel loaded, IReadOnlyList<NewSequence> sequences, int maxTokens, CancellationToken cancellationToken)
    {
        var encoder = JobModels.EncoderOf(job, loaded);
        return
        [
            .. sequences.Select((sequence, index) =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                try
                {
                    return Encode(job, loaded, encoder, sequence, index, maxTokens);
                }
                catch (UnfitSequenceException e)
                {
                    throw new PlacingFailedException(new JobFaultException(JobFaultException.InvalidArgument, e.Reason, $"{e.What}; mend it or leave it out").ToFailure($"sequences[{index}]"));
                }
            }),
        ];
    }

    private static EncodedSequence Encode(JobRecord job, LoadedModel loaded, SequenceEncoder encoder, NewSequence sequence, int index, int maxTokens)
    {
        var image = sequence.ContentCase == NewSequence.ContentOneofCase.Image ? sequence.Image.ToByteArray() : null;
        var record = new SequenceRecord(
            index, "", sequence.HasText ? sequence.Text : null, sequence.Ids is { } ids ? [.. ids.Ids] : null, null, NoMetadata)
        {
            Target = sequence.Target.Length > 0 ? sequence.Target : null,
            Image = image is null ? null : EntryOf(image),
        };
        var encoded = encoder.Encode(record);
        // What a corpus would go on without is refused here: an answer without the sequence asked for would be none.
        if (encoded.Truncated && job.Spec.LongSequences is not (LongSequences.Unspecified or LongSequences.Cut))
            throw UnfitSequenceException.TooLong(record, encoder.MaxTokens);
        var source = encoded.SourceLength ?? 0;
        if (Math.Max(source, encoded.Length - source) > maxTokens) throw UnfitSequenceException.TooLong(record, maxTokens);
        return image is null ? encoded : encoded with { View = loaded.Images!.Prepare(record, image) };
    }

    private static ImageEntry EntryOf(byte[] image)
    {
        var header = ImageHeader.Read(image, whole: false);
        return new ImageEntry(header.Kind, header.Width, header.Height, image.Length);
    }
}
