using AttentionViz.Extractor.Layouts;
using AttentionViz.Extractor.Running.Inputs;

namespace AttentionViz.Extractor.Running;

/// <summary>The pruned graph and how its outputs are read.</summary>
/// <param name="layers">By layer number.</param>
internal sealed class Extraction(OnnxSession session, IReadOnlyList<(int Layer, LayerPlan Plan)> layers) : IDisposable
{
    private readonly Dictionary<string, int> _indexOf = session.Outputs
        .Select((name, index) => (name, index)).ToDictionary(o => o.name, o => o.index, StringComparer.Ordinal);

    public InputPlan Plan => session.Plan;

    /// <summary>One a layer, in order; each is to be disposed.</summary>
    public List<LayerVectors> Run(FeedBatch batch, CancellationToken ct)
    {
        var values = session.Run(batch, ct);
        // Read where they lie, so they live as long as the last layer that shows them.
        using var lease = new OutputLease(values);
        var result = new List<LayerVectors>(layers.Count);
        foreach (var (number, layer) in layers)
        {
            var rows = batch.Sequences * layer.Windows;
            HeadTensor Read(VectorPlan plan) => VectorReader.Read(values[_indexOf[plan.Tensor]], plan, rows, lease);
            var (queries, keys) = (Read(layer.Query), Read(layer.Key));
            var own = layer.Weights is { } weights ? VectorReader.ReadWeights(values[_indexOf[weights]], queries, keys, lease) : null;
            result.Add(new LayerVectors(number, queries, keys, new ValueNorms(Read(layer.Value), layer.ValueHeadOf), own));
        }

        return result;
    }

    public void Dispose() => session.Dispose();
}
