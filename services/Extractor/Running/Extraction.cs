using AttentionViz.Extractor.Layouts;
using AttentionViz.Extractor.Running.Inputs;

namespace AttentionViz.Extractor.Running;

/// <summary>The pruned graph and how its outputs are read.</summary>
internal sealed class Extraction(OnnxSession session, IReadOnlyList<LayerPlan> layers) : IDisposable
{
    private readonly Dictionary<string, int> _indexOf = session.Outputs
        .Select((name, index) => (name, index)).ToDictionary(o => o.name, o => o.index, StringComparer.Ordinal);

    public InputPlan Plan => session.Plan;

    public List<LayerVectors> Run(FeedBatch batch, CancellationToken ct)
    {
        using var values = session.Run(batch, ct);
        var result = new List<LayerVectors>(layers.Count);
        for (var i = 0; i < layers.Count; i++)
        {
            var layer = layers[i];
            var rows = batch.Sequences * layer.Windows;
            result.Add(new LayerVectors(
                i,
                VectorReader.Read(values[_indexOf[layer.Query.Tensor]], layer.Query, rows),
                VectorReader.Read(values[_indexOf[layer.Key.Tensor]], layer.Key, rows),
                VectorReader.Norms(values[_indexOf[layer.Value.Tensor]], layer.Value, layer.ValueHeadOf, rows)));
        }

        return result;
    }

    public void Dispose() => session.Dispose();
}
