using AttentionViz.Extractor.Layouts;
using AttentionViz.Extractor.Running.Inputs;
using Microsoft.ML.OnnxRuntime;

namespace AttentionViz.Extractor.Running;

/// <summary>The pruned graph and how its outputs are read.</summary>
/// <param name="layers">By layer number.</param>
/// <param name="states">The output that a decoder in a graph of its own looks at; null where there is none.</param>
internal sealed class Extraction(OnnxSession session, IReadOnlyList<(int Layer, LayerPlan Plan)> layers, string? states = null) : IExtraction
{
    private readonly Dictionary<string, int> _indexOf = session.Outputs
        .Select((name, index) => (name, index)).ToDictionary(o => o.name, o => o.index, StringComparer.Ordinal);

    public InputPlan Plan => session.Plan;

    public FeedForm Form => Plan.Form;

    public List<LayerVectors> Run(FeedBatch batch, CancellationToken ct)
    {
        var values = session.Run(batch, ct);
        using var lease = new OutputLease(values);
        return Read(values, lease, batch);
    }

    /// <param name="lease">To be disposed when the states are no longer looked at.</param>
    /// <param name="given">The states for the decoder, [sequences, length, width].</param>
    /// <inheritdoc cref="Run(FeedBatch, CancellationToken)"/>
    public List<LayerVectors> Run(FeedBatch batch, out OutputLease lease, out OrtValue given, CancellationToken ct)
    {
        var values = session.Run(batch, ct);
        lease = new OutputLease(values);
        given = values[_indexOf[states!]];
        return Read(values, lease, batch);
    }

    public void Dispose() => session.Dispose();

    /// <summary>Read where they lie, so the outputs live as long as the last layer that shows them.</summary>
    private List<LayerVectors> Read(IDisposableReadOnlyCollection<OrtValue> values, OutputLease lease, FeedBatch batch)
    {
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
}
