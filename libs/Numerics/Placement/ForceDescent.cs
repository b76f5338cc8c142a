namespace AttentionViz.Numerics.Placement;

/// <summary>
/// Moves one point along its force until it rests. A step is force / stiffness, which for attraction alone is a step of the
/// weighted mean (mean shift); one that ends where the force points back as strongly went too far and is halved.
/// </summary>
internal static class ForceDescent
{
    private const int MaxSteps = 60;
    private const int MaxHalvings = 6;

    // No farther in one step: where attraction is weak, a single step could leave the map.
    private const float MaxStep = 5;

    // In the unit of both methods' kernels; neighbours stand some tenths of it apart.
    private const float Rest = 1e-3f;

    /// <summary>Runs from a start to rest, for 60 steps at most.</summary>
    /// <param name="force">What moves the point.</param>
    /// <param name="place">[dimensions] where it starts; receives where it ends.</param>
    public static void Run(IPlacementForce force, Span<float> place)
    {
        Span<float> now = stackalloc float[place.Length];
        Span<float> step = stackalloc float[place.Length];
        Span<float> there = stackalloc float[place.Length];
        Span<float> then = stackalloc float[place.Length];
        var stiffness = force.At(place, now);
        for (var s = 0; s < MaxSteps && SetStep(now, stiffness, step); s++)
        {
            for (var halving = 0; ; halving++)
            {
                for (var d = 0; d < place.Length; d++)
                    there[d] = place[d] + step[d];
                stiffness = force.At(there, then);
                if (halving == MaxHalvings || Dot(then, step) > -0.5f * Dot(now, step))
                    break;
                foreach (ref var value in step)
                    value /= 2;
            }

            there.CopyTo(place);
            then.CopyTo(now);
        }
    }

    /// <summary>False when the step is so short, or the force so far from everything, that the point rests.</summary>
    private static bool SetStep(ReadOnlySpan<float> force, float stiffness, Span<float> step)
    {
        var length = MathF.Sqrt(Dot(force, force)) / stiffness;
        if (!(length > Rest && float.IsFinite(length)))
            return false;
        var factor = Math.Min(1, MaxStep / length) / stiffness;
        for (var d = 0; d < step.Length; d++)
            step[d] = force[d] * factor;
        return true;
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        float sum = 0;
        for (var d = 0; d < a.Length; d++)
            sum += a[d] * b[d];
        return sum;
    }
}
