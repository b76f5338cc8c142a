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
    public void Run(IReadOnlyList<PlainBatch> batches)
    {
        foreach (var batch in batches) Run(batch);
    }

    public void Dispose() => _session.Dispose();

    /// <summary>Batches as extraction packs them.</summary>
    public static IReadOnlyList<PlainBatch> Batches(IReadOnlyList<EncodedSequence> shard) =>
    [
        .. BatchPlanner.Plan([.. shard.Select(s => s.Length)], ShardExtraction.DefaultTokensPerBatch)
            .Select(batch => new PlainBatch([.. batch.Select(i => shard[i])])),
    ];

    private void Run(PlainBatch batch)
    {
        var names = _session.InputNames;
        var feeds = names.Select(name => Feed(name, batch)).ToList();
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

    private OrtValue Feed(string name, PlainBatch batch)
    {
        var input = _session.InputMetadata[name];
        return input.ElementDataType switch
        {
            TensorElementType.Int64 => Tokens(name, batch),
            TensorElementType.Float when batch.Pixels is { } pixels => Pixels(pixels, batch.Ids.Count, input.Dimensions),
            _ => throw new NotSupportedException($"input '{name}' is neither of token ids nor of pixels; this benchmark does not feed it"),
        };
    }

    private static OrtValue Tokens(string name, PlainBatch batch)
    {
        var value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, TensorElementType.Int64, [batch.Ids.Count, batch.Length]);
        var data = value.GetTensorMutableDataAsSpan<long>();
        for (var s = 0; s < batch.Ids.Count; s++)
        {
            for (var p = 0; p < batch.Length; p++)
            {
                var valid = p < batch.Ids[s].Length;
                data[(s * batch.Length) + p] = name switch
                {
                    "input_ids" => valid ? batch.Ids[s][p] : 0,
                    "attention_mask" => valid ? 1 : 0,
                    "position_ids" => p,
                    _ => 0,
                };
            }
        }

        return value;
    }

    private static OrtValue Pixels(float[] pixels, int images, int[] dimensions) =>
        OrtValue.CreateTensorValueFromMemory(pixels, [images, .. dimensions[1..].Select(d => (long)d)]);
}
