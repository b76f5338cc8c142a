namespace AttentionViz.Pipeline.Jobs;

/// <summary>A unit ran longer than it may.</summary>
public sealed class UnitTimeoutException(TimeSpan limit) : Exception($"ran longer than {limit:c}, the most that a unit may");
