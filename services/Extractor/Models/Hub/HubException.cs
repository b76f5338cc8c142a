namespace AttentionViz.Extractor.Models.Hub;

/// <summary>Why a model could not be had from the hub.</summary>
public enum HubFault
{
    /// <summary>The source is not written as hf:owner/name[@revision][/subfolder].</summary>
    BadSource,

    /// <summary>The endpoint, the token or the cache folder in the environment cannot be used.</summary>
    BadSettings,

    /// <summary>The hub wants a token, or does not accept the one it got.</summary>
    Unauthorized,

    /// <summary>The repository is gated: its owner must first grant access.</summary>
    Gated,

    /// <summary>No such repository, revision or file.</summary>
    NotFound,

    /// <summary>The repository holds no ONNX graph where one is looked for.</summary>
    NoGraph,

    /// <summary>A file name that would lead out of the folder.</summary>
    UnsafeName,

    /// <summary>A downloaded file is not the file that the hub listed.</summary>
    ChecksumMismatch,

    /// <summary>The model is larger than allowed.</summary>
    TooLarge,

    /// <summary>The disk has not enough room.</summary>
    DiskFull,

    /// <summary>The hub cannot be reached, breaks off, does not answer in time, or is overloaded.</summary>
    Unreachable,

    /// <summary>What answers does not speak as a hub does.</summary>
    BadAnswer,
}

/// <summary>A model that the hub did not give; the message is one line with what, where and the remedy.</summary>
public sealed class HubException : Exception
{
    public HubException(HubFault fault, string message, Exception? inner = null)
        : base(PrintableText.Of(message), inner) => Fault = fault;

    public HubFault Fault { get; }

    /// <summary>It may work the next time.</summary>
    public bool Transient { get; init; }

    /// <summary>How long the hub asked to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
