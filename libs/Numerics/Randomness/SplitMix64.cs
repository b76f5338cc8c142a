using System.Runtime.CompilerServices;

namespace AttentionViz.Numerics.Randomness;

/// <summary>
/// SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014) as a stateless hash: the number
/// for an item depends on seed and item only, never on the order or thread in which items are visited.
/// </summary>
public static class SplitMix64
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    /// <summary>Finalizer: a bijection of 64-bit numbers with good avalanche.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    /// <summary>Hash of an item under a seed; also the way to derive independent seeds for the parts of a computation.</summary>
    public static ulong Hash(ulong seed, ulong item) => Mix(Mix(seed + Golden) + (Golden * (item + 1)));
}
