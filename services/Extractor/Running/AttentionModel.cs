namespace AttentionViz.Extractor.Running;

/// <summary>An ONNX model whose attention was found, proved and can be run. Safe to use from several threads.</summary>
public sealed class AttentionModel : IDisposable
{
    private AttentionModel(ModelDescriptor descriptor) => Descriptor = descriptor;

    public ModelDescriptor Descriptor { get; }

    /// <summary>Reads, prunes and proves a model.</summary>
    /// <param name="path">A model folder or an .onnx file.</param>
    /// <exception cref="ModelLoadException">The model cannot be used; <see cref="ModelLoadException.Fault"/> says why.</exception>
    public static AttentionModel Load(string path, ModelOptions? options = null, CancellationToken ct = default) =>
        throw new NotSupportedException();

    /// <summary>Queries, keys and value norms of every layer for a batch of token sequences.</summary>
    /// <param name="sequences">Token ids, special tokens included; lengths may differ.</param>
    /// <exception cref="ArgumentException">No sequence, an empty or too long one, or an id outside the vocabulary.</exception>
    /// <exception cref="ModelLoadException">The model is not fed by token ids.</exception>
    public AttentionBatch Run(IReadOnlyList<int[]> sequences, CancellationToken ct = default) =>
        throw new NotSupportedException();

    public void Dispose()
    {
    }
}
