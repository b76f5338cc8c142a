namespace AttentionViz.Numerics.Tsne;

/// <summary>Where a map lies; a type argument, so that a plane pays nothing for the depth it lacks.</summary>
internal interface ISpace
{
    static abstract int Dimensions { get; }
}

/// <summary>2-D.</summary>
internal readonly struct Plane : ISpace
{
    public static int Dimensions => 2;
}

/// <summary>3-D.</summary>
internal readonly struct Space : ISpace
{
    public static int Dimensions => 3;
}
