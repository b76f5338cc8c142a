using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AttentionViz.Numerics.Tsne;

/// <summary>One step of gradient descent with momentum and a gain for each coordinate (Jacobs 1988, as in the 2008 paper).</summary>
internal sealed class TsneDescent
{
    private const float GainStep = 0.2f;
    private const float GainDecay = 0.8f;
    private const float MinGain = 0.01f;

    // No point may leap farther in one step: a burst of large gradients early on would throw it out of the map for good.
    private const float MaxStep = 5;

    private readonly TsneForces _forces;
    private readonly float[][] _updates;
    private readonly float[][] _gains;

    public TsneDescent(TsneForces forces)
    {
        _forces = forces;
        _updates = Coordinates.Zeros(forces.Dimensions, forces.Count);
        _gains = Coordinates.Zeros(forces.Dimensions, forces.Count);
        foreach (var gains in _gains)
            gains.AsSpan().Fill(1);
    }

    /// <summary>Moves every point against its gradient and centres the map.</summary>
    public void Step(double learningRate, double momentum)
    {
        var n = _forces.Count;
        // What is worked out for padding means nothing; its positions are set back.
        for (nuint i = 0; i < (nuint)n; i += Coordinates.Lanes)
        {
            Vector512<float> square = default;
            for (var d = 0; d < _updates.Length; d++)
            {
                ref var updates = ref MemoryMarshal.GetArrayDataReference(_updates[d]);
                var gradient = Vector512.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(_forces.Gradient[d]), i);
                var update = Update(
                    gradient, Vector512.LoadUnsafe(ref updates, i), ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_gains[d]), i), learningRate, momentum);
                update.StoreUnsafe(ref updates, i);
                square += update * update;
            }

            var shrink = Vector512.Min(Vector512<float>.One, Vector512.Create(MaxStep) / Vector512.Sqrt(square));
            for (var d = 0; d < _updates.Length; d++)
            {
                ref var updates = ref MemoryMarshal.GetArrayDataReference(_updates[d]);
                ref var positions = ref MemoryMarshal.GetArrayDataReference(_forces.Positions[d]);
                var update = shrink * Vector512.LoadUnsafe(ref updates, i);
                update.StoreUnsafe(ref updates, i);
                (Vector512.LoadUnsafe(ref positions, i) + update).StoreUnsafe(ref positions, i);
            }
        }

        foreach (var coordinate in _forces.Positions)
        {
            Centre(coordinate.AsSpan(0, n));
            coordinate.AsSpan(n).Fill(Coordinates.Nowhere);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Update(Vector512<float> gradient, Vector512<float> update, ref float gains, double learningRate, double momentum)
    {
        var gain = Vector512.LoadUnsafe(ref gains);
        // Still downhill along the last update: go faster. Turned uphill: slow down.
        var downhill = Vector512.LessThan(gradient * update, Vector512<float>.Zero) | Vector512.Equals(update, Vector512<float>.Zero);
        gain = Vector512.ConditionalSelect(
            downhill, gain + Vector512.Create(GainStep), Vector512.Max(Vector512.Create(MinGain), gain * Vector512.Create(GainDecay)));
        gain.StoreUnsafe(ref gains);
        return (Vector512.Create((float)momentum) * update) - (Vector512.Create((float)learningRate) * gain * gradient);
    }

    private static void Centre(Span<float> coordinate)
    {
        double sum = 0;
        foreach (var value in coordinate)
            sum += value;
        TensorPrimitives.Subtract(coordinate, (float)(sum / coordinate.Length), coordinate);
    }
}
