namespace AttentionViz.Extractor.Running;

/// <summary>Where a model runs.</summary>
public enum ModelDevice
{
    /// <summary>CUDA where ONNX Runtime offers it, else the CPU.</summary>
    Auto,
    Cpu,
    Cuda,
}

/// <summary>How a model is loaded.</summary>
public sealed record ModelOptions
{
    public ModelDevice Device { get; init; } = ModelDevice.Auto;

    /// <summary>CUDA device ordinal.</summary>
    public int DeviceId { get; init; }

    /// <summary>Threads inside one operator; 0 leaves the choice to ONNX Runtime.</summary>
    public int IntraOpThreads { get; init; }

    /// <summary>Loads a model although its attention could not be reproduced within <see cref="Tolerance"/>.</summary>
    public bool AllowUnverified { get; init; }

    /// <summary>Largest difference between recomputed and own attention weights that counts as reproduced.</summary>
    public const double Tolerance = 1e-3;
}
