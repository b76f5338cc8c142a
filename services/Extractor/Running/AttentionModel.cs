using AttentionViz.Extractor.Running.Inputs;
using AttentionViz.V1;

namespace AttentionViz.Extractor.Running;

/// <summary>An ONNX model whose attention was found, proved and can be run. Safe to use from several threads.</summary>
public sealed class AttentionModel : IDisposable
{
    private readonly GraphSessions _sessions;

    private AttentionModel(GraphSessions sessions, ModelDescriptor descriptor) =>
        (_sessions, Descriptor) = (sessions, descriptor);

    public ModelDescriptor Descriptor { get; }

    /// <summary>Reads, prunes and proves a model.</summary>
    /// <param name="path">A model folder or an .onnx file.</param>
    /// <exception cref="ModelLoadException">The model cannot be used; <see cref="ModelLoadException.Fault"/> says why.</exception>
    public static AttentionModel Load(string path, ModelOptions? options = null, CancellationToken ct = default)
    {
        var (sessions, descriptor) = new ModelLoader(options ?? new ModelOptions(), ct).Load(path);
        return new AttentionModel(sessions, descriptor);
    }

    /// <summary>Queries, keys and value norms of every layer for a batch of token sequences.</summary>
    /// <param name="sequences">Token ids, special tokens included; lengths may differ.</param>
    /// <exception cref="ArgumentException">No sequence, an empty or too long one, or an id outside the vocabulary.</exception>
    /// <exception cref="ModelLoadException">The model is not fed by token ids, or ONNX Runtime fails.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, also while the graph runs.</exception>
    public AttentionBatch Run(IReadOnlyList<int[]> sequences, CancellationToken ct = default) => Run(sequences, null, ct);

    /// <summary>Queries, keys and value norms of some layers; what only later layers need is not computed.</summary>
    /// <param name="layers">Ascending; null = every layer.</param>
    /// <inheritdoc cref="Run(IReadOnlyList{int[]}, CancellationToken)"/>
    public AttentionBatch Run(IReadOnlyList<int[]> sequences, IReadOnlyList<int>? layers, CancellationToken ct)
    {
        BatchRules.Check(Descriptor, sequences);
        return RunParts(BatchRules.Split(Descriptor, _sessions.Whole.Form, sequences), [.. sequences.Select(s => s.Length)], [], layers, ct);
    }

    /// <summary>Queries, keys and value norms of an encoder-decoder; layers of the encoder first, then of the decoder, each in graph order.</summary>
    /// <param name="layers">Ascending; null = every layer.</param>
    /// <exception cref="ArgumentException">No sequence, an empty or too long side, or an id outside the vocabulary.</exception>
    /// <exception cref="ModelLoadException">The model is no encoder-decoder, or ONNX Runtime fails.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, also while the graph runs.</exception>
    public AttentionBatch RunPairs(IReadOnlyList<TokenPair> sequences, IReadOnlyList<int>? layers = null, CancellationToken ct = default)
    {
        PairRules.Check(Descriptor, sequences);
        var parts = PairRules.Split(Descriptor, _sessions.Whole.Form, sequences);
        return RunParts(parts, [.. sequences.Select(s => s.Source.Length)], [.. sequences.Select(s => s.Target.Length)], layers, ct);
    }

    /// <summary>Queries, keys and value norms for a batch of images.</summary>
    /// <param name="images">Pixels of each as the model takes them; see <see cref="ModelDescriptor.Image"/>.</param>
    /// <param name="layers">Ascending; null = every layer.</param>
    /// <exception cref="ArgumentException">No image, or one of the wrong size.</exception>
    /// <exception cref="ModelLoadException">The model is not fed by images, or ONNX Runtime fails.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, also while the graph runs.</exception>
    public AttentionBatch RunImages(IReadOnlyList<float[]> images, IReadOnlyList<int>? layers = null, CancellationToken ct = default)
    {
        var input = ImageRules.Check(Descriptor, images);
        return RunParts(ImageRules.Split(_sessions.Whole.Form, input, images), [.. images.Select(_ => input.Tokens)], [], layers, ct);
    }

    public void Dispose() => _sessions.Dispose();

    private AttentionBatch RunParts(List<BatchPart> parts, int[] lengths, int[] targetLengths, IReadOnlyList<int>? layers, CancellationToken ct) =>
        _sessions.Use(layers, extraction =>
        {
            if (parts is [var whole] && whole.Rows.Count == whole.Feed.Sequences)
                return new AttentionBatch(lengths, whole.Feed.Length, extraction.Run(whole.Feed, ct)) { TargetLengths = targetLengths };

            var (length, target) = (parts.Max(p => p.Feed.Length), parts.Max(p => p.Feed.Target?.Length ?? 0));
            int LengthOf(TokenSide side) => side == TokenSide.Target ? target : length;
            var merged = new BatchMerger(lengths.Length, l => (LengthOf(Descriptor.Layers[l].QuerySide), LengthOf(Descriptor.Layers[l].KeySide)));
            foreach (var part in parts)
                merged.Add(extraction.Run(part.Feed, ct), part.Rows);
            return new AttentionBatch(lengths, length, merged.Layers) { TargetLengths = targetLengths };
        });
}
