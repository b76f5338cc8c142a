using AttentionViz.Extractor.Extraction;
using AttentionViz.Extractor.Images;
using AttentionViz.Pipeline.Corpora;
using AttentionViz.Pipeline.Corpora.Images;
using AttentionViz.V1;

namespace AttentionViz.Cli.Local;

/// <summary>The sequences of an open corpus as a model reads them; images are decoded part by part.</summary>
/// <param name="images">Null for a model that reads no images.</param>
internal sealed class CorpusSequences(CorpusFormat format, Stream content, SequenceEncoder encoder, ImagePreprocessor? images)
{
    /// <summary>All sequences, without their pixels.</summary>
    public async Task<List<EncodedSequence>> EncodeAsync(CancellationToken cancellationToken)
    {
        var sequences = new List<EncodedSequence>();
        if (format == CorpusFormat.ImageZip)
        {
            using var archive = ImageArchive.Open(content, new CorpusLimits());
            foreach (var image in archive.Read())
            {
                cancellationToken.ThrowIfCancellationRequested();
                sequences.Add(encoder.Encode(image.Record));
            }

            return sequences;
        }

        await foreach (var sequence in CorpusReader.ReadAsync(content, format, new CorpusLimits(), cancellationToken))
            sequences.Add(encoder.Encode(sequence));
        return sequences;
    }

    /// <summary>The same in parts, with pixels where there are any.</summary>
    public IEnumerable<EncodedSequence[]> Parts(List<EncodedSequence> sequences, int size)
    {
        if (images is null) return sequences.Chunk(size);
        content.Position = 0;
        return WithViews(sequences).Chunk(size);
    }

    private IEnumerable<EncodedSequence> WithViews(List<EncodedSequence> sequences)
    {
        using var archive = ImageArchive.Open(content, new CorpusLimits());
        foreach (var ((record, file), sequence) in archive.Read().Zip(sequences))
        {
            ImageView view;
            try
            {
                view = images!.Prepare(file);
            }
            catch (ImageException e)
            {
                throw new CorpusFormatException(0, $"image '{record.Id}' {e.Message}");
            }

            yield return sequence with { View = view };
        }
    }
}
