using AttentionViz.Extractor.Extraction;
using AttentionViz.Extractor.Models;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Corpora;
using AttentionViz.Pipeline.Jobs;

namespace AttentionViz.Extractor.Images;

/// <summary>Brings the images of one shard from the store to what the model takes.</summary>
public sealed class ShardImages(CorpusStore corpora, ImageStore pictures)
{
    /// <summary>The sequences with their views; as they are when they are skipped or no images.</summary>
    /// <exception cref="JobFaultException">An image cannot be decoded.</exception>
    public async Task<IReadOnlyList<EncodedSequence>> LoadAsync(
        JobRecord job, LoadedModel loaded, IReadOnlyList<EncodedSequence> sequences, CancellationToken cancellationToken)
    {
        if (loaded.Images is not { } preprocessor) return sequences;
        var seen = new List<EncodedSequence>(sequences.Count);
        foreach (var sequence in sequences)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (sequence.IsSkipped)
            {
                seen.Add(sequence);
                continue;
            }

            var file = await corpora.ReadImageAsync(job.Spec.CorpusId, sequence.Source.Index);
            try
            {
                seen.Add(sequence with { View = preprocessor.Prepare(sequence.Source, file) });
            }
            catch (UnfitSequenceException e)
            {
                throw JobModels.Unfit(e);
            }
        }

        return seen;
    }

    /// <summary>Keeps the pictures of the sequences drawn.</summary>
    public Task KeepAsync(JobRecord job, IReadOnlyList<EncodedSequence> sequences, ShardPlan plan) => pictures.WriteAsync(
        job, [.. plan.Sampled.Where(place => sequences[place].View is not null).Select(place => (sequences[place].Source.Index, ViewPicture.Png(sequences[place].View!)))]);
}
