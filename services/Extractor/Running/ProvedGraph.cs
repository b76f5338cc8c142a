using AttentionViz.Extractor.Onnx;
using AttentionViz.Extractor.Running.Inputs;

namespace AttentionViz.Extractor.Running;

/// <summary>One graph of a model, cut down to its attention, with what was found out about it.</summary>
/// <param name="Reopen">Opens what gives only some layers, counted within the graph, on every core or not.</param>
internal sealed record ProvedGraph(
    OnnxFile Source, Extraction Extraction, IReadOnlyList<AttentionLayer> Layers, Func<IReadOnlyList<int>, bool, Extraction> Reopen)
{
    /// <summary>Rows of the token embedding; null where it was not found.</summary>
    public int? Vocabulary { get; init; }

    /// <summary>Most positions; null where nothing says so.</summary>
    public int? MaxLength { get; init; }

    public int PadId { get; init; }

    /// <summary>The batch it was proved on.</summary>
    public required FeedBatch Proof { get; init; }

    /// <summary>Positions of an image; null for a graph that is not fed by images, or whose layers do not all see the whole.</summary>
    public int? ImageTokens { get; init; }
}
