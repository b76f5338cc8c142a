using AttentionViz.Extractor.Running;
using AttentionViz.Pipeline.Corpora;

namespace AttentionViz.Extractor.Extraction;

/// <summary>The tokens of images: the same for every image of a model.</summary>
internal sealed class ImageTokens(ImageInput input)
{
    // A position stands in for a vocabulary id: no two patches are the same token.
    private readonly int[] _ids = [.. Enumerable.Range(0, input.Tokens)];
    private readonly string[] _texts = [.. Enumerable.Range(0, input.Tokens).Select(input.Grid.NameOf)];
    private readonly bool[] _special = [.. Enumerable.Range(0, input.Tokens).Select(p => p < input.Grid.Leading)];
    private readonly int[] _none = new int[input.Tokens];

    /// <exception cref="UnfitSequenceException">It is no image.</exception>
    public EncodedSequence Encode(SequenceRecord sequence, ModelDescriptor model) => sequence.Image is not null
        ? new EncodedSequence(sequence, _ids, _texts, _none, _none, _special, Truncated: false) { Grid = input }
        : throw UnfitSequenceException.Of(sequence, $"is no image, but model '{model.Name}' reads images; give a zip of images");
}
