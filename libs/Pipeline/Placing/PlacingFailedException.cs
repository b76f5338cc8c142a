using AttentionViz.V1;

namespace AttentionViz.Pipeline.Placing;

/// <summary>A worker says that a placing cannot be done.</summary>
public sealed class PlacingFailedException(Failure failure) : Exception(failure.Message)
{
    /// <summary>Its unit is the field of the request at fault, such as "sequences[3]"; empty when it is none.</summary>
    public Failure Failure => failure;
}
