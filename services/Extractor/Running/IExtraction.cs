using AttentionViz.Extractor.Running.Inputs;

namespace AttentionViz.Extractor.Running;

/// <summary>One graph, or several that feed one another, giving the vectors of layers.</summary>
internal interface IExtraction : IDisposable
{
    FeedForm Form { get; }

    /// <summary>One a layer, in order; each is to be disposed.</summary>
    List<LayerVectors> Run(FeedBatch batch, CancellationToken ct);
}
