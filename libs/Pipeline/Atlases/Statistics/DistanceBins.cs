using System.Numerics;

namespace AttentionViz.Pipeline.Atlases.Statistics;

/// <summary>
/// Signed distances (key position - query position) in bins: each of -16..16 alone, beyond that
/// doubling, as 17..32, 33..64, ..., with the rest in the outermost bin on either side.
/// </summary>
public static class DistanceBins
{
    /// <summary>Greatest distance with a bin of its own.</summary>
    public const int Exact = 16;

    // 17..32, 33..64, 65..128, 129..256, 257..512, and beyond.
    private const int Tail = 6;

    /// <summary>Number of bins, from the farthest back to the farthest ahead.</summary>
    public const int Count = (2 * (Exact + Tail)) + 1;

    /// <summary>Number of distances with a bin of their own.</summary>
    public const int ExactCount = (2 * Exact) + 1;

    public static int Of(int distance)
    {
        var far = Math.Abs(distance);
        if (far > Exact) far = Exact + Math.Min(Tail, BitOperations.Log2((uint)(far - 1) / Exact) + 1);
        return Exact + Tail + (distance < 0 ? -far : far);
    }

    /// <summary>Nearest and farthest distance of a bin, both included, least first; the outermost bins have no far end.</summary>
    public static (int From, int To) Range(int bin)
    {
        var far = bin - Exact - Tail;
        var steps = Math.Abs(far) - Exact;
        if (steps <= 0) return (far, far);
        var near = (Exact << (steps - 1)) + 1;
        var end = steps == Tail ? int.MaxValue : Exact << steps;
        return far < 0 ? (-end, -near) : (near, end);
    }
}
