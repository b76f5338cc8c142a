namespace AttentionViz.Extractor.Running;

/// <summary>Why a model cannot be used.</summary>
public enum ModelFault
{
    /// <summary>The path names no folder or file, or the folder holds no graph.</summary>
    NotFound,

    /// <summary>The file is not an ONNX model: empty, truncated or something else.</summary>
    Unreadable,

    /// <summary>The graph names an external data file that is absent or too short.</summary>
    MissingExternalData,

    /// <summary>ONNX Runtime rejects the graph: an unregistered operator, an unknown opset, wrong types.</summary>
    RejectedByRuntime,

    /// <summary>The model loads but no attention was found in it.</summary>
    NoAttention,

    /// <summary>The recomputed attention differs from the model's own.</summary>
    Unverified,

    /// <summary>The graph wants an input that the extractor cannot feed.</summary>
    UnsupportedInput,

    /// <summary>The asked-for device is not available in this build or on this machine.</summary>
    DeviceUnavailable,
}

/// <summary>A model that cannot be loaded or fed; the message is one line with file, value and remedy.</summary>
public sealed class ModelLoadException : Exception
{
    public ModelLoadException(ModelFault fault, string message, Exception? inner = null)
        : base(message.ReplaceLineEndings(" "), inner) => Fault = fault;

    public ModelFault Fault { get; }
}
