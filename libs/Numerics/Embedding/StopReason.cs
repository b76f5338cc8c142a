namespace AttentionViz.Numerics.Embedding;

/// <summary>Why a method stopped.</summary>
public enum StopReason
{
    /// <summary>The method has a closed form; there was nothing to iterate.</summary>
    ClosedForm,

    /// <summary>The objective no longer fell noticeably.</summary>
    Converged,

    /// <summary>All iterations that were asked for are done.</summary>
    MaxIterations,

    /// <summary>Too few points for the method (3 or fewer): the principal components are given instead.</summary>
    TooFewPoints,

    /// <summary>All points are equal: they are given as one point at the origin.</summary>
    NoVariance,
}
