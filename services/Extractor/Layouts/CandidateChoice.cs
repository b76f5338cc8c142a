using AttentionViz.Extractor.Attention;

namespace AttentionViz.Extractor.Layouts;

/// <summary>A candidate that reproduces the operand.</summary>
/// <param name="HeadOf">For each head of the operand, the candidate's head.</param>
/// <param name="Factor">operand = factor * candidate.</param>
internal sealed record Choice(VectorPlan Plan, int[] HeadOf, double Factor);

/// <summary>
/// Chooses the tensor to read an operand from: with repeated heads undone, before the constant
/// factors, and laid out as wanted. Numbers decide what is equal, not operator semantics.
/// </summary>
internal static class CandidateChoice
{
    /// <summary>Rounding apart, layout changes move numbers without altering them; half precision rounds at 1e-3.</summary>
    private const float Tolerance = 2e-3f;

    /// <param name="truth">The operand as [sequences, heads, length, width].</param>
    /// <param name="mayRepeat">Heads may be repetitions of fewer.</param>
    public static Choice Choose(Operand operand, HeadLayout own, float[] truth, HeadShape shape, bool mayRepeat, Probe probe)
    {
        var best = new Choice(new VectorPlan(operand.Tensor, own, shape.Heads, shape.Width), [.. Enumerable.Range(0, shape.Heads)], 1);
        var largest = truth.Aggregate(0f, (max, x) => Math.Max(max, Math.Abs(x)));
        if (largest == 0 || !float.IsFinite(largest))
            return best;
        var peeled = 0;
        foreach (var candidate in operand.Candidates)
        {
            if (Product(candidate.Factors, probe) is not { } factor || probe.Find(candidate.Tensor) is not { } data)
                break;
            if (Match(candidate.Tensor, data, factor, truth, shape, mayRepeat, largest) is not { } choice)
                continue;
            if (Rank(choice, candidate.Factors.Count).CompareTo(Rank(best, peeled)) < 0)
                (best, peeled) = (choice, candidate.Factors.Count);
        }

        return best;
    }

    /// <summary>Fewer heads first, then more factors undone, then the layout that needs no copy.</summary>
    private static (int, int, int) Rank(Choice choice, int factors) =>
        (choice.Plan.Heads, -factors, choice.Plan.Layout == HeadLayout.Native ? 0 : 1);

    private static double? Product(IEnumerable<Factor> factors, Probe probe)
    {
        var product = 1.0;
        foreach (var factor in factors)
        {
            if (probe.Scalar(factor.Tensor) is not { } value)
                return null;
            product = factor.Divides ? product / value : product * value;
        }

        return product;
    }

    private static Choice? Match(string tensor, TensorData data, double factor, float[] truth, HeadShape shape, bool mayRepeat, float largest)
    {
        var perHead = shape.Sequences * shape.Length * shape.Width;
        var heads = data.Data.Length / perHead;
        if (heads == 0 || data.Data.Length % perHead != 0 || shape.Heads % heads != 0 || (heads != shape.Heads && !mayRepeat))
            return null;
        int[][] headMaps = [
            [.. Enumerable.Range(0, shape.Heads).Select(h => h * heads / shape.Heads)],
            [.. Enumerable.Range(0, shape.Heads).Select(h => h % heads)],
        ];
        foreach (var layout in HeadLayout.All)
        {
            var strides = layout.Strides(shape with { Heads = heads });
            foreach (var headOf in headMaps)
            {
                if (Equal(data.Data, strides, headOf, (float)factor, truth, shape, Tolerance * largest))
                    return new Choice(new VectorPlan(tensor, layout, heads, shape.Width), headOf, factor);
            }
        }

        return null;
    }

    private static bool Equal(float[] data, HeadStrides strides, int[] headOf, float factor, float[] truth, HeadShape shape, float tolerance)
    {
        var at = 0;
        for (var b = 0; b < shape.Sequences; b++)
        {
            for (var h = 0; h < shape.Heads; h++)
            {
                for (var l = 0; l < shape.Length; l++)
                {
                    for (var d = 0; d < shape.Width; d++, at++)
                    {
                        if (!(Math.Abs(truth[at] - (factor * data[strides.At(b, headOf[h], l, d)])) <= tolerance))
                            return false;
                    }
                }
            }
        }

        return true;
    }
}
