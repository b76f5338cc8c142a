using System.Globalization;
using Microsoft.ML.OnnxRuntime;

namespace AttentionViz.Extractor.Running;

/// <summary>Chooses where ONNX Runtime computes.</summary>
internal static class Devices
{
    private const string CudaProvider = "CUDAExecutionProvider";
    private const string TensorRtProvider = "TensorrtExecutionProvider";

    /// <summary>Whether this build of ONNX Runtime has what a device needs.</summary>
    public static bool IsOffered(ModelDevice device) => device switch
    {
        ModelDevice.Cuda => Has(CudaProvider),
        ModelDevice.TensorRt => Has(TensorRtProvider) && Has(CudaProvider),
        _ => true,
    };

    /// <summary>What to say to someone who asked for a device that is not offered.</summary>
    public static string NotOffered(ModelDevice device) =>
        $"device '{NameOf(device)}' was asked for but this build of ONNX Runtime has no {(device == ModelDevice.Cuda ? "CUDA" : "TensorRT")}; build with -p:OnnxRuntimeFlavor=Gpu or choose device 'cpu'";

    /// <summary>"cpu", "cuda" or "tensorrt".</summary>
    /// <exception cref="ModelLoadException">This build does not offer what was asked for.</exception>
    public static string Resolve(ModelOptions options) => NameOf(Choose(options.Device));

    public static Microsoft.ML.OnnxRuntime.SessionOptions Settings(ModelOptions options)
    {
        var device = Choose(options.Device);
        var settings = new Microsoft.ML.OnnxRuntime.SessionOptions
        {
            // Beside a GPU the processor has only what the GPU does not take: ONNX Runtime chooses.
            IntraOpNumThreads = device == ModelDevice.Cpu ? options.ThreadsPerRun : options.IntraOpThreads,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        // Between two runs the cores belong to the statistics.
        settings.AddSessionConfigEntry("session.force_spinning_stop", "1");
        if (device == ModelDevice.TensorRt) AddTensorRt(settings, options);
        if (device is ModelDevice.TensorRt or ModelDevice.Cuda) AddCuda(settings, options);
        return settings;
    }

    // Asked, not tried: a missing provider would surface as an exception that says little.
    private static bool Has(string provider) => OrtEnv.Instance().GetAvailableProviders().Contains(provider);

    private static ModelDevice Choose(ModelDevice asked) => asked switch
    {
        ModelDevice.Auto => IsOffered(ModelDevice.Cuda) ? ModelDevice.Cuda : ModelDevice.Cpu,
        _ when IsOffered(asked) => asked,
        _ => throw new ModelLoadException(ModelFault.DeviceUnavailable, NotOffered(asked)),
    };

    private static string NameOf(ModelDevice device) => device switch
    {
        ModelDevice.Cuda => "cuda",
        ModelDevice.TensorRt => "tensorrt",
        _ => "cpu",
    };

    private static void AddCuda(Microsoft.ML.OnnxRuntime.SessionOptions settings, ModelOptions options)
    {
        using var cuda = new OrtCUDAProviderOptions();
        var entries = new Dictionary<string, string>
        {
            ["device_id"] = Number(options.DeviceId),
            // TF32 keeps ten bits of mantissa: too few to prove attention to 1e-3.
            ["use_tf32"] = "0",
        };
        if (options.GpuMemoryLimit > 0) entries["gpu_mem_limit"] = Number(options.GpuMemoryLimit);
        cuda.UpdateOptions(entries);
        settings.AppendExecutionProvider_CUDA(cuda);
    }

    private static void AddTensorRt(Microsoft.ML.OnnxRuntime.SessionOptions settings, ModelOptions options)
    {
        using var tensorRt = new OrtTensorRTProviderOptions();
        var entries = new Dictionary<string, string> { ["device_id"] = Number(options.DeviceId) };
        if (options.GpuMemoryLimit > 0) entries["trt_max_workspace_size"] = Number(options.GpuMemoryLimit);
        tensorRt.UpdateOptions(entries);
        settings.AppendExecutionProvider_Tensorrt(tensorRt);
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
