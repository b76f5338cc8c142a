using AttentionViz.Extractor.Extraction;

namespace AttentionViz.Bench.Extraction;

/// <summary>What plain inference is fed in one run; pixels are ready as numbers.</summary>
internal sealed class PlainBatch(IReadOnlyList<EncodedSequence> sequences)
{
    public IReadOnlyList<int[]> Ids { get; } = [.. sequences.Select(s => s.Ids)];

    /// <summary>Positions, padding included.</summary>
    public int Length { get; } = sequences.Max(s => s.Length);

    /// <summary>Of all images, one behind the other; null for text.</summary>
    public float[]? Pixels { get; } = sequences[0].View is null ? null : [.. sequences.SelectMany(s => s.View!.ToTensor())];
}
