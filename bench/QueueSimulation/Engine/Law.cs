using AttentionViz.Numerics.Randomness;

namespace AttentionViz.Bench.QueueSimulation.Engine;

/// <summary>How times of service are spread about their mean.</summary>
internal enum Spread
{
    /// <summary>All the same.</summary>
    None,

    Exponential,

    /// <summary>The logarithm is normal.</summary>
    LogNormal,
}

/// <summary>
/// A distribution of times. What is drawn depends on the seed and the item only, never on who asks first: two runs that
/// differ in how they queue have the same work before them.
/// </summary>
/// <param name="Mean">Seconds.</param>
/// <param name="Deviation">Standard deviation over mean, of a log-normal one.</param>
internal readonly record struct Law(double Mean, Spread Spread = Spread.None, double Deviation = 0)
{
    public double Draw(ulong seed, ulong item)
    {
        if (Spread == Spread.None || Mean == 0) return Mean;
        var u = Uniform(seed, 2 * item);
        if (Spread == Spread.Exponential) return -Mean * Math.Log(u);
        var variance = Math.Log(1 + (Deviation * Deviation));
        var normal = Math.Sqrt(-2 * Math.Log(u)) * Math.Cos(2 * Math.PI * Uniform(seed, (2 * item) + 1));
        return Mean * Math.Exp((Math.Sqrt(variance) * normal) - (variance / 2));
    }

    /// <summary>Above 0, at most 1.</summary>
    public static double Uniform(ulong seed, ulong item) => ((SplitMix64.Hash(seed, item) >> 11) + 1) * (1.0 / (1UL << 53));
}
