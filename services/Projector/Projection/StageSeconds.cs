namespace AttentionViz.Projector.Projection;

/// <summary>Time a stage took.</summary>
/// <param name="Stage">Name of the stage, as <see cref="ProjectionProgress"/> gives it.</param>
/// <param name="Seconds">Wall clock.</param>
public readonly record struct StageSeconds(string Stage, double Seconds);
