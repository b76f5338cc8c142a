namespace AttentionViz.Numerics.Neighbours;

/// <summary>How far apart two points are.</summary>
public enum Metric
{
    /// <summary>Length of the difference.</summary>
    Euclidean,

    /// <summary>1 - cosine of the angle, in [0, 2]. A zero vector is at distance 1/2 from every unit vector and 0 from zero vectors.</summary>
    Cosine,
}
