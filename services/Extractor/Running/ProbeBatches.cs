using AttentionViz.Extractor.Running.Inputs;

namespace AttentionViz.Extractor.Running;

/// <summary>Makes the seeded batches that a model is solved and proved on.</summary>
internal sealed class ProbeBatches(InputPlan plan, int vocabulary, int? maxLength, int padId)
{
    /// <summary>Sizes that rarely coincide with heads or widths, so that axes tell themselves apart.</summary>
    public FeedBatch First() => Create(seed: 1, length: 11);

    /// <summary>Another length: what only fits the first by chance does not fit this one.</summary>
    public FeedBatch Second() => Create(seed: 2, length: 13);

    private FeedBatch Create(int seed, int length)
    {
        var size = plan.FixedLength ?? Math.Min(length, maxLength ?? length);
        var sequences = plan.FixedBatch ?? (plan.Modality == ModelModality.Pixels ? 2 : 3);
        var random = new Random(seed);
        var ids = new int[sequences][];
        for (var s = 0; s < sequences; s++)
        {
            // The last sequence is whole, so that the tensors are as long as asked for.
            var own = s == sequences - 1 || !plan.Has(InputRole.AttentionMask) ? size : Math.Max(2, size - ((s + 1) * size / 4));
            ids[s] = new int[Math.Min(own, size)];
            for (var i = 0; i < ids[s].Length; i++)
                ids[s][i] = random.Next(vocabulary);
        }

        return new FeedBatch(ids, size, padId, seed);
    }
}
