namespace AttentionViz.Numerics.Tsne;

/// <summary>One step of gradient descent with momentum and a gain for each coordinate (Jacobs 1988, as in the 2008 paper).</summary>
internal sealed class TsneDescent(TsneForces forces)
{
    private const float GainStep = 0.2f;
    private const float GainDecay = 0.8f;
    private const float MinGain = 0.01f;

    // No point may leap farther in one step: a burst of large gradients early on would throw it out of the map for good.
    private const float MaxStep = 5;

    private readonly float[][] _updates = Filled(forces, 0);
    private readonly float[][] _gains = Filled(forces, 1);

    /// <summary>Moves every point against its gradient and centres the map.</summary>
    public void Step(double learningRate, double momentum)
    {
        float rate = (float)learningRate, inertia = (float)momentum;
        for (var i = 0; i < forces.Count; i++)
        {
            float square = 0;
            for (var d = 0; d < forces.Dimensions; d++)
            {
                var gradient = forces.Gradient[d][i];
                var update = _updates[d][i];
                // Still downhill along the last update: go faster. Turned uphill: slow down.
                var gain = gradient * update < 0 || update == 0 ? _gains[d][i] + GainStep : Math.Max(MinGain, _gains[d][i] * GainDecay);
                _gains[d][i] = gain;
                update = (inertia * update) - (rate * gain * gradient);
                _updates[d][i] = update;
                square += update * update;
            }

            var shrink = square > MaxStep * MaxStep ? MaxStep / MathF.Sqrt(square) : 1;
            for (var d = 0; d < forces.Dimensions; d++)
            {
                _updates[d][i] *= shrink;
                forces.Positions[d][i] += _updates[d][i];
            }
        }

        foreach (var coordinate in forces.Positions)
            Centre(coordinate.AsSpan(0, forces.Count));
    }

    private static void Centre(Span<float> coordinate)
    {
        double sum = 0;
        foreach (var value in coordinate)
            sum += value;
        var mean = (float)(sum / coordinate.Length);
        foreach (ref var value in coordinate)
            value -= mean;
    }

    private static float[][] Filled(TsneForces forces, float value)
    {
        var result = new float[forces.Dimensions][];
        for (var d = 0; d < result.Length; d++)
        {
            result[d] = new float[forces.Count];
            result[d].AsSpan().Fill(value);
        }

        return result;
    }
}
