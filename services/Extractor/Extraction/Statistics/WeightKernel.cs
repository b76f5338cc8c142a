using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AttentionViz.Extractor.Extraction.Statistics;

/// <summary>Turns the logits of one query into weights, and adds them up by key and by distance.</summary>
internal static class WeightKernel
{
    /// <summary>exp of this is 0; keeps 0 * infinity out of what is masked.</summary>
    private const float Least = -200;

    /// <param name="logits">Logits in whole vectors; weights afterwards, 0 from <paramref name="keys"/> on.</param>
    /// <param name="keys">Keys in sight.</param>
    /// <param name="columns">Sum by key; added to.</param>
    /// <param name="diagonals">Sum by distance, from that of the first key on; added to.</param>
    /// <returns>Sum of exp(logit - greatest), and the mean of (logit - greatest) under the weights: entropy = log of the first minus the second.</returns>
    public static (float Normalizer, float Spread) Run(Span<float> logits, int keys, Span<float> columns, Span<float> diagonals)
    {
        logits[keys..].Fill(float.NegativeInfinity);
        ref var row = ref MemoryMarshal.GetReference(logits);
        var greatest = Vector512.Create(float.NegativeInfinity);
        for (nuint j = 0; j < (nuint)logits.Length; j += Lanes.Floats) greatest = Vector512.Max(greatest, Vector512.LoadUnsafe(ref row, j));
        var top = Vector512.Create(Greatest(greatest));
        var (least, sum, spread) = (Vector512.Create(Least), Vector512<float>.Zero, Vector512<float>.Zero);
        for (nuint j = 0; j < (nuint)logits.Length; j += Lanes.Floats)
        {
            var below = Vector512.Max(Vector512.LoadUnsafe(ref row, j) - top, least);
            var power = Vector512.Exp(below);
            sum += power;
            spread = Vector512.FusedMultiplyAdd(power, below, spread);
            power.StoreUnsafe(ref row, j);
        }

        var normalizer = Vector512.Sum(sum);
        var share = Vector512.Create(1 / normalizer);
        ref var column = ref MemoryMarshal.GetReference(columns);
        ref var diagonal = ref MemoryMarshal.GetReference(diagonals);
        for (nuint j = 0; j < (nuint)logits.Length; j += Lanes.Floats)
        {
            var weights = Vector512.LoadUnsafe(ref row, j) * share;
            weights.StoreUnsafe(ref row, j);
            (Vector512.LoadUnsafe(ref column, j) + weights).StoreUnsafe(ref column, j);
            (Vector512.LoadUnsafe(ref diagonal, j) + weights).StoreUnsafe(ref diagonal, j);
        }

        return (normalizer, Vector512.Sum(spread) / normalizer);
    }

    /// <param name="weights">In whole vectors; brought to a sum of 1, 0 from <paramref name="keys"/> on. All 0 stay so.</param>
    /// <param name="keys">Keys in sight.</param>
    /// <param name="columns">Sum by key; added to.</param>
    /// <param name="diagonals">Sum by distance, from that of the first key on; added to.</param>
    /// <returns>Mean of log(weight) under the weights: minus the entropy.</returns>
    public static float Take(Span<float> weights, int keys, Span<float> columns, Span<float> diagonals)
    {
        weights[keys..].Clear();
        var sum = TensorPrimitives.Sum<float>(weights);
        if (!(sum > 0)) return 0;
        TensorPrimitives.Divide(weights, sum, weights);
        TensorPrimitives.Add(columns[..weights.Length], weights, columns);
        TensorPrimitives.Add(diagonals[..weights.Length], weights, diagonals);
        var spread = 0f;
        foreach (var weight in weights[..keys])
        {
            if (weight > 0) spread += weight * MathF.Log(weight);
        }

        return spread;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Greatest(Vector512<float> values)
    {
        var half = Vector256.Max(values.GetLower(), values.GetUpper());
        var quarter = Vector128.Max(half.GetLower(), half.GetUpper());
        return Math.Max(Math.Max(quarter[0], quarter[1]), Math.Max(quarter[2], quarter[3]));
    }
}
