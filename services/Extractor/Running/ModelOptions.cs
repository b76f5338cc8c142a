namespace AttentionViz.Extractor.Running;

/// <summary>Where a model runs.</summary>
public enum ModelDevice
{
    /// <summary>CUDA where this build of ONNX Runtime offers it, else the CPU.</summary>
    Auto,
    Cpu,
    Cuda,

    /// <summary>TensorRT, with CUDA for what it does not take.</summary>
    TensorRt,
}

/// <summary>How a model is loaded.</summary>
public sealed record ModelOptions
{
    public ModelDevice Device { get; init; } = ModelDevice.Auto;

    /// <summary>Ordinal of the GPU.</summary>
    public int DeviceId { get; init; }

    /// <summary>Most bytes of GPU memory that a session may take; 0 = no limit.</summary>
    public long GpuMemoryLimit { get; init; }

    /// <summary>Processor threads inside one operator; 0 = one, or every core for a batch by itself.</summary>
    public int IntraOpThreads { get; init; }

    /// <summary><see cref="IntraOpThreads"/> with its default filled in.</summary>
    public int ThreadsPerRun => Math.Max(1, IntraOpThreads);

    /// <summary>Loads a model although its attention could not be reproduced within <see cref="Tolerance"/>.</summary>
    public bool AllowUnverified { get; init; }

    /// <summary>Largest difference between recomputed and own attention weights that counts as reproduced.</summary>
    public const double Tolerance = 1e-3;

    /// <summary>The same with every core inside one operator.</summary>
    internal ModelOptions Spread() => this with { IntraOpThreads = Environment.ProcessorCount };
}
