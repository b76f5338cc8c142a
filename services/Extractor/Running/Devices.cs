using Microsoft.ML.OnnxRuntime;

namespace AttentionViz.Extractor.Running;

/// <summary>Chooses where ONNX Runtime computes.</summary>
internal static class Devices
{
    private const string Cuda = "CUDAExecutionProvider";

    /// <summary>"cpu" or "cuda".</summary>
    /// <exception cref="ModelLoadException">CUDA was asked for and this build has none.</exception>
    public static string Resolve(ModelOptions options)
    {
        // Asked, not tried: a missing provider would surface as an exception that says little.
        var available = OrtEnv.Instance().GetAvailableProviders().Contains(Cuda);
        return options.Device switch
        {
            ModelDevice.Cpu => "cpu",
            ModelDevice.Auto => available ? "cuda" : "cpu",
            _ when available => "cuda",
            _ => throw new ModelLoadException(
                ModelFault.DeviceUnavailable,
                "device 'cuda' was asked for but this build of ONNX Runtime has no CUDA; build with -p:OnnxRuntimeFlavor=Gpu or choose device 'cpu'"),
        };
    }

    public static Microsoft.ML.OnnxRuntime.SessionOptions Settings(ModelOptions options)
    {
        var settings = new Microsoft.ML.OnnxRuntime.SessionOptions
        {
            IntraOpNumThreads = options.IntraOpThreads,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        if (Resolve(options) == "cuda")
        {
            using var cuda = new OrtCUDAProviderOptions();
            cuda.UpdateOptions(new Dictionary<string, string>
            {
                ["device_id"] = $"{options.DeviceId}",
                // TF32 keeps ten bits of mantissa: too few to prove attention to 1e-3.
                ["use_tf32"] = "0",
            });
            settings.AppendExecutionProvider_CUDA(cuda);
        }

        return settings;
    }
}
