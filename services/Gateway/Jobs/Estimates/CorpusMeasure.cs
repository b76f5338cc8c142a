using System.Security.Cryptography;
using AttentionViz.Gateway.Errors;
using AttentionViz.Pipeline.Corpora;
using AttentionViz.Pipeline.Corpora.Images;
using AttentionViz.V1;
using Microsoft.Extensions.Options;

namespace AttentionViz.Gateway.Jobs.Estimates;

/// <summary>What is known of a corpus without its being planned.</summary>
internal sealed record CorpusSize(string Sha256, CorpusFormat Format, long Sequences, long Bytes);

/// <summary>Counts a corpus that came inline, in memory: an estimate keeps nothing.</summary>
internal sealed class CorpusMeasure(IOptions<CorpusLimits> limits)
{
    public static CorpusSize Of(Corpus corpus) => new(corpus.Sha256, corpus.Format, corpus.Sequences, corpus.Bytes);

    public async Task<CorpusSize> CountAsync(InlineCorpus inline, CancellationToken cancellationToken)
    {
        var content = inline.Content.ToByteArray();
        long sequences = 0;
        try
        {
            using var stream = new MemoryStream(content, writable: false);
            if (inline.Header.Format == CorpusFormat.ImageZip)
            {
                using var archive = ImageArchive.Open(stream, limits.Value);
                sequences = archive.Read().LongCount();
            }
            else
            {
                await foreach (var _ in CorpusReader.ReadAsync(stream, inline.Header.Format, limits.Value, cancellationToken)) sequences++;
            }
        }
        catch (CorpusFormatException e)
        {
            throw Fault.CorpusFormat(e, "inline_corpus.content");
        }

        return new CorpusSize(Convert.ToHexStringLower(SHA256.HashData(content)), inline.Header.Format, sequences, content.Length);
    }
}
