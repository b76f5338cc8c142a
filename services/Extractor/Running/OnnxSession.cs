using AttentionViz.Extractor.Layouts;
using AttentionViz.Extractor.Onnx;
using AttentionViz.Extractor.Running.Inputs;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;

namespace AttentionViz.Extractor.Running;

/// <summary>An ONNX Runtime session of a pruned graph, with the plan of its inputs.</summary>
internal sealed class OnnxSession : IDisposable
{
    /// <summary>Lets a model given as bytes find its external data.</summary>
    private const string ExternalFolder = "session.model_external_initializers_file_folder_path";

    private readonly InferenceSession _session;
    private readonly string _path;

    private OnnxSession(InferenceSession session, InputPlan plan, string path) =>
        (_session, Plan, _path) = (session, plan, path);

    public InputPlan Plan { get; }

    public IReadOnlyList<string> Outputs => _session.OutputNames;

    /// <exception cref="ModelLoadException">An input cannot be fed, or ONNX Runtime rejects the graph.</exception>
    public static OnnxSession Create(ModelProto model, OnnxFile source, ModelOptions options, PixelSize pixels)
    {
        var plan = InputPlan.Create(model, source.Path, pixels);
        using var settings = Devices.Settings(options);
        settings.AddSessionConfigEntry(ExternalFolder, source.Folder);
        try
        {
            return new OnnxSession(new InferenceSession(model.ToByteArray(), settings), plan, source.Path);
        }
        catch (OnnxRuntimeException e)
        {
            throw Rejected(source.Path, "was rejected by ONNX Runtime", e);
        }
    }

    /// <summary>Runs the graph; the caller disposes the values, which come in the order of <see cref="Outputs"/>.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled while the graph ran.</exception>
    public IDisposableReadOnlyCollection<OrtValue> Run(FeedBatch batch, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var feeds = Feeds.Create(Plan, batch);
        try
        {
            using var run = new RunOptions();
            using var stop = ct.Register(() => run.Terminate = true);
            return _session.Run(run, [.. Plan.Slots.Select(s => s.Name)], feeds, [.. Outputs]);
        }
        catch (OnnxRuntimeException) when (ct.IsCancellationRequested)
        {
            throw new OperationCanceledException(ct);
        }
        catch (OnnxRuntimeException e)
        {
            throw Rejected(_path, $"failed on {batch.Sequences} sequences of {batch.Length} positions", e);
        }
        finally
        {
            feeds.ForEach(f => f.Dispose());
        }
    }

    /// <summary>Runs the graph and reads every output and input as numbers, beside the stored tensors given.</summary>
    public Probe Probe(FeedBatch batch, IReadOnlyDictionary<string, TensorData> stored, CancellationToken ct)
    {
        using var values = Run(batch, ct);
        var tensors = new Dictionary<string, TensorData>(stored, StringComparer.Ordinal);
        foreach (var (name, value) in Outputs.Zip(values))
            tensors[name] = TensorData.From(value);
        foreach (var (slot, feed) in Plan.Slots.Zip(Feeds.Create(Plan, batch)))
        {
            tensors[slot.Name] = TensorData.From(feed);
            feed.Dispose();
        }

        return new Probe(tensors, [.. batch.Ids.Select(ids => ids.Length)]) { TargetLengths = [.. (batch.Target?.Ids ?? []).Select(ids => ids.Length)] };
    }

    public void Dispose() => _session.Dispose();

    private static ModelLoadException Rejected(string path, string what, OnnxRuntimeException e) =>
        new(ModelFault.RejectedByRuntime, $"{path} {what}: {e.Message}", e);
}
