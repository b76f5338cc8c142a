using System.ComponentModel.DataAnnotations;
using AttentionViz.Extractor.Extraction;
using AttentionViz.Extractor.Running;

namespace AttentionViz.Extractor.Hosting;

/// <summary>Settings of an extractor (section "Extractor").</summary>
public sealed class ExtractorOptions
{
    /// <summary>Folders that hold models, a folder each; of two with one name the first counts.</summary>
    public IList<string> Models { get; } = [];

    /// <summary>Where models run: Auto (CUDA where ONNX Runtime offers it), Cpu, Cuda or TensorRt.</summary>
    public ModelDevice Device { get; set; } = ModelDevice.Auto;

    /// <summary>Ordinal of the GPU. Default 0.</summary>
    [Range(0, 1023)]
    public int DeviceId { get; set; }

    /// <summary>Most GPU memory of one model, in MiB; 0 = no limit.</summary>
    [Range(0, 1 << 22)]
    public int GpuMemoryLimitMiB { get; set; }

    /// <summary>Processor threads inside one operator; batches run side by side on the cores. 0 = one, or every core for a batch by itself.</summary>
    [Range(0, 1024)]
    public int IntraOpThreads { get; set; }

    /// <summary>Most positions of a batch, padding included; on a processor as many batches are in memory as there are cores. Default 2048.</summary>
    [Range(1, 1 << 22)]
    public int TokensPerBatch { get; set; } = ShardExtraction.DefaultTokensPerBatch;

    /// <summary>Shards whose model runs at once; one more is tokenized or written. Default 1: its batches keep every core busy.</summary>
    [Range(1, 256)]
    public int Concurrency { get; set; } = 1;

    /// <summary>Models kept in memory. Default 2.</summary>
    [Range(1, 256)]
    public int LoadedModels { get; set; } = 2;

    /// <summary>How a model is loaded under these settings.</summary>
    public ModelOptions ToModelOptions() => new()
    {
        Device = Device,
        DeviceId = DeviceId,
        GpuMemoryLimit = (long)GpuMemoryLimitMiB << 20,
        IntraOpThreads = IntraOpThreads,
    };
}
