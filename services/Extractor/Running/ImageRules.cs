using AttentionViz.Extractor.Running.Inputs;

namespace AttentionViz.Extractor.Running;

/// <summary>What images may be fed together.</summary>
internal static class ImageRules
{
    /// <exception cref="ArgumentException">No image, or one of the wrong size.</exception>
    /// <exception cref="ModelLoadException">The model is not fed by images.</exception>
    public static ImageInput Check(ModelDescriptor model, IReadOnlyList<float[]> images)
    {
        var input = model.Image ?? throw new ModelLoadException(
            ModelFault.UnsupportedInput, $"{model.Name}: is not fed by images alone, or not all its layers see the whole image; give a vision transformer");
        if (images.Count == 0) throw new ArgumentException("a batch needs at least one image", nameof(images));
        for (var i = 0; i < images.Count; i++)
        {
            if (images[i].Length != input.Values)
                throw new ArgumentException($"image {i} has {images[i].Length} values; {model.Name} takes {input.Values}", nameof(images));
        }

        return input;
    }

    /// <summary>Splits a batch where the graph takes only so many.</summary>
    public static List<BatchPart> Split(FeedForm form, ImageInput input, IReadOnlyList<float[]> images)
    {
        var parts = new List<BatchPart>();
        foreach (var rows in Enumerable.Range(0, images.Count).Chunk(form.FixedBatch ?? images.Count))
        {
            var fed = rows.Select(row => images[row]).ToList();
            // A batch of fixed size is filled with copies whose results are dropped.
            while (fed.Count < form.FixedBatch)
                fed.Add(fed[^1]);
            parts.Add(new BatchPart(new FeedBatch([.. fed.Select(_ => Array.Empty<int>())], input.Tokens, PadId: 0, Seed: 0) { Images = fed }, rows));
        }

        return parts;
    }
}
