using AttentionViz.Extractor.Running.Inputs;

namespace AttentionViz.Extractor.Running;

/// <summary>Makes the seeded batches that a model is solved and proved on.</summary>
/// <param name="sequences">How many; null = as the graph takes, else a few.</param>
/// <param name="shorter">Positions less than usual, so that the two sides of a model differ in length.</param>
internal sealed class ProbeBatches(InputPlan plan, int vocabulary, int? maxLength, int padId, int? sequences = null, int shorter = 0)
{
    /// <summary>Sizes that rarely coincide with heads or widths, so that axes tell themselves apart.</summary>
    public FeedBatch First() => Create(seed: 1, length: 11 - shorter);

    /// <summary>Another length: what only fits the first by chance does not fit this one.</summary>
    public FeedBatch Second() => Create(seed: 2, length: 13 - shorter);

    private FeedBatch Create(int seed, int length)
    {
        var size = plan.FixedLength ?? Math.Min(length, maxLength ?? length);
        var random = new Random(seed);
        var batch = new FeedBatch(Ids(random, size, Masked(decoderSide: false)), size, padId, seed);
        if (plan.Modality != ModelModality.TokenPairs)
            return batch;
        var targetSize = plan.FixedTargetLength ?? Math.Max(1, size - 2);
        return batch with { Target = new FedTokens(Ids(random, targetSize, Masked(decoderSide: true)), targetSize) };
    }

    /// <summary>Whether the graph is told which positions are padding.</summary>
    private bool Masked(bool decoderSide) => plan.Modality == ModelModality.TokenPairs
        ? plan.Slots.Any(s => s.Role == InputRole.AttentionMask && s.IsDecoderSide == decoderSide)
        : plan.Has(InputRole.AttentionMask);

    private int[][] Ids(Random random, int size, bool masked)
    {
        var ids = new int[sequences ?? plan.FixedBatch ?? (plan.Modality == ModelModality.Pixels ? 2 : 3)][];
        for (var s = 0; s < ids.Length; s++)
        {
            // The last sequence is whole, so that the tensors are as long as asked for.
            var own = s == ids.Length - 1 || !masked ? size : Math.Max(2, size - ((s + 1) * size / 4));
            ids[s] = new int[Math.Min(own, size)];
            for (var i = 0; i < ids[s].Length; i++)
                ids[s][i] = random.Next(vocabulary);
        }

        return ids;
    }
}
