using AttentionViz.Extractor.Running.Inputs;
using AttentionViz.V1;

namespace AttentionViz.Extractor.Running;

/// <summary>An ONNX model whose attention was found, proved and can be run. Safe to use from several threads.</summary>
public sealed class AttentionModel : IDisposable
{
    private readonly GraphSessions _sessions;

    private AttentionModel(GraphSessions sessions, ModelDescriptor descriptor, int threads, bool canSpread) =>
        (_sessions, Descriptor, Threads, CanSpread) = (sessions, descriptor, threads, canSpread);

    public ModelDescriptor Descriptor { get; }

    /// <summary>Processor threads that one run takes; 0 on a GPU.</summary>
    public int Threads { get; }

    /// <summary>Whether <see cref="RunScope.Spread"/> changes anything.</summary>
    public bool CanSpread { get; }

    /// <summary>Reads, prunes and proves a model.</summary>
    /// <param name="path">A model folder or an .onnx file.</param>
    /// <exception cref="ModelLoadException">The model cannot be used; <see cref="ModelLoadException.Fault"/> says why.</exception>
    public static AttentionModel Load(string path, ModelOptions? options = null, CancellationToken ct = default)
    {
        options ??= new ModelOptions();
        var (sessions, descriptor) = new ModelLoader(options, ct).Load(path);
        var onCpu = descriptor.Device == "cpu";
        return new AttentionModel(sessions, descriptor, onCpu ? options.ThreadsPerRun : 0, onCpu && options.IntraOpThreads == 0);
    }

    /// <summary>Queries, keys and value norms of every layer for a batch of token sequences.</summary>
    /// <param name="sequences">Token ids, special tokens included; lengths may differ.</param>
    /// <exception cref="ArgumentException">No sequence, an empty or too long one, or an id outside the vocabulary.</exception>
    /// <exception cref="ModelLoadException">The model is not fed by token ids, or ONNX Runtime fails.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, also while the graph runs.</exception>
    public AttentionBatch Run(IReadOnlyList<int[]> sequences, CancellationToken ct = default) => Run(sequences, RunScope.Whole, ct);

    /// <summary>Queries, keys and value norms of what a scope holds.</summary>
    /// <inheritdoc cref="Run(IReadOnlyList{int[]}, CancellationToken)"/>
    public AttentionBatch Run(IReadOnlyList<int[]> sequences, RunScope scope, CancellationToken ct)
    {
        BatchRules.Check(Descriptor, sequences);
        return RunParts(BatchRules.Split(Descriptor, _sessions.Whole.Form, sequences), [.. sequences.Select(s => s.Length)], [], scope, ct);
    }

    /// <summary>Queries, keys and value norms of an encoder-decoder; layers of the encoder first, then of the decoder, each in graph order.</summary>
    /// <param name="scope">Null = every layer.</param>
    /// <exception cref="ArgumentException">No sequence, an empty or too long side, or an id outside the vocabulary.</exception>
    /// <exception cref="ModelLoadException">The model is no encoder-decoder, or ONNX Runtime fails.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, also while the graph runs.</exception>
    public AttentionBatch RunPairs(IReadOnlyList<TokenPair> sequences, RunScope? scope = null, CancellationToken ct = default)
    {
        PairRules.Check(Descriptor, sequences);
        var parts = PairRules.Split(Descriptor, _sessions.Whole.Form, sequences);
        return RunParts(parts, [.. sequences.Select(s => s.Source.Length)], [.. sequences.Select(s => s.Target.Length)], scope ?? RunScope.Whole, ct);
    }

    /// <summary>Queries, keys and value norms for a batch of images.</summary>
    /// <param name="images">Pixels of each as the model takes them; see <see cref="ModelDescriptor.Image"/>.</param>
    /// <param name="scope">Null = every layer.</param>
    /// <exception cref="ArgumentException">No image, or one of the wrong size.</exception>
    /// <exception cref="ModelLoadException">The model is not fed by images, or ONNX Runtime fails.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, also while the graph runs.</exception>
    public AttentionBatch RunImages(IReadOnlyList<float[]> images, RunScope? scope = null, CancellationToken ct = default)
    {
        var input = ImageRules.Check(Descriptor, images);
        return RunParts(ImageRules.Split(_sessions.Whole.Form, input, images), [.. images.Select(_ => input.Tokens)], [], scope ?? RunScope.Whole, ct);
    }

    public void Dispose() => _sessions.Dispose();

    private AttentionBatch RunParts(List<BatchPart> parts, int[] lengths, int[] targetLengths, RunScope scope, CancellationToken ct) =>
        _sessions.Use(CanSpread ? scope : scope with { Spread = false }, extraction =>
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
