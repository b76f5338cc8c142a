using AttentionViz.Extractor.Extraction;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace AttentionViz.Bench.Extraction;

/// <summary>ONNX Runtime running the model as its file has it, on the batches that extraction uses.</summary>
internal sealed class PlainInference : IDisposable
{
    private readonly InferenceSession _session;

    public PlainInference(string folder)
    {
        // The defaults of ONNX Runtime: what someone gets who just runs the model.
        using var settings = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        _session = new InferenceSession(Path.Combine(folder, "model.onnx"), settings);
    }

    /// <summary>Runs every batch; outputs are dropped.</summary>
    public void Run(IReadOnlyList<IReadOnlyList<int[]>> batches)
    {
        foreach (var batch in batches) Run(batch);
    }

    public void Dispose() => _session.Dispose();

    /// <summary>Batches as extraction packs them.</summary>
    public static IReadOnlyList<IReadOnlyList<int[]>> Batches(IReadOnlyList<EncodedSequence> shard) =>
        [.. BatchPlanner.Plan([.. shard.Select(s => s.Length)], Workload.TokensPerBatch).Select(b => b.Select(i => shard[i].Ids).ToArray())];

    private void Run(IReadOnlyList<int[]> batch)
    {
        var length = batch.Max(ids => ids.Length);
        var names = _session.InputNames;
        var feeds = names.Select(name => Feed(name, batch, length)).ToList();
        try
        {
            using var run = new RunOptions();
            using var outputs = _session.Run(run, names, feeds, _session.OutputNames);
        }
        finally
        {
            feeds.ForEach(f => f.Dispose());
        }
    }

    private OrtValue Feed(string name, IReadOnlyList<int[]> batch, int length)
    {
        if (_session.InputMetadata[name].ElementDataType != TensorElementType.Int64)
            throw new NotSupportedException($"input '{name}' is not of token ids; this benchmark feeds text models");
        var value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, TensorElementType.Int64, [batch.Count, length]);
        var data = value.GetTensorMutableDataAsSpan<long>();
        for (var s = 0; s < batch.Count; s++)
        {
            for (var p = 0; p < length; p++)
            {
                var valid = p < batch[s].Length;
                data[(s * length) + p] = name switch
                {
                    "input_ids" => valid ? batch[s][p] : 0,
                    "attention_mask" => valid ? 1 : 0,
                    "position_ids" => p,
                    _ => 0,
                };
            }
        }

        return value;
    }
}
