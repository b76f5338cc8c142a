namespace AttentionViz.Extractor.Layouts;

/// <summary>Tensors of one run of the probe batch.</summary>
/// <param name="Lengths">Valid positions of each sequence, of its source side where there are two.</param>
internal sealed record Probe(IReadOnlyDictionary<string, TensorData> Tensors, IReadOnlyList<int> Lengths)
{
    /// <summary>Valid positions of each sequence on its target side; empty where there is one side.</summary>
    public IReadOnlyList<int> TargetLengths { get; init; } = [];

    public int Sequences => Lengths.Count;

    public TensorData? Find(string tensor) => Tensors.GetValueOrDefault(tensor);

    /// <exception cref="LayoutException">The tensor was not among the outputs.</exception>
    public TensorData Get(string tensor) => Find(tensor) ?? throw new LayoutException($"tensor '{tensor}' could not be read");

    /// <summary>The value of a one-element tensor, else null.</summary>
    public double? Scalar(string tensor) => Find(tensor) is { Data: [var value] } ? value : null;
}
