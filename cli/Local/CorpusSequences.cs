using AttentionViz.Extractor.Extraction;
using AttentionViz.Extractor.Images;
using AttentionViz.Pipeline.Corpora;
using AttentionViz.Pipeline.Corpora.Images;
using AttentionViz.V1;

namespace AttentionViz.Cli.Local;

/// <summary>The sequences of an open corpus as a model reads them; images are decoded part by part.</summary>
/// <param name="images">Null for a model that reads no images.</param>
internal sealed class CorpusSequences(CorpusFormat format, Stream content, SequenceIntake intake, ImagePreprocessor? images)
{
    /// <summary>The sequences that are taken, without their pixels.</summary>
    /// <exception cref="UnfitSequenceException">One is refused.</exception>
    public async Task<List<EncodedSequence>> EncodeAsync(CancellationToken cancellationToken)
    {
        var sequences = new List<EncodedSequence>();
        if (format == CorpusFormat.ImageZip)
        {
            using var archive = ImageArchive.Open(content, new CorpusLimits());
            foreach (var image in archive.Read())
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (intake.Take(image.Record, intake.LooksIntoImages ? image.Content : null) is { } taken) sequences.Add(taken);
            }

            return sequences;
        }

        await foreach (var sequence in CorpusReader.ReadAsync(content, format, new CorpusLimits(), cancellationToken))
        {
            if (intake.Take(sequence) is { } taken) sequences.Add(taken);
        }

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
        var taken = sequences.ToDictionary(s => s.Source.Index);
        foreach (var (record, file) in archive.Read())
        {
            if (taken.TryGetValue(record.Index, out var sequence)) yield return sequence with { View = images!.Prepare(record, file) };
        }
    }
}
