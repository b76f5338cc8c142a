namespace AttentionViz.Extractor.Tests.Zoo;

/// <summary>Recomputes the first layer's queries and keys of a zoo model from its weights, in double precision.</summary>
internal sealed class Reference(AttentionSpec spec)
{
    private readonly GraphBuilder _weights = new() { HalfPrecision = spec.HalfPrecision };

    /// <summary>[length, head width] of one head.</summary>
    public double[] Query(int[] ids, int head) => Project(ids, "q0", spec.Heads, head, spec.Rotary);

    public double[] Key(int[] ids, int keyHead) => Project(ids, "k0", spec.KeyHeads, keyHead, spec.Rotary);

    public double[] ValueNorms(int[] ids, int keyHead)
    {
        var values = Project(ids, "v0", spec.KeyHeads, keyHead, rotary: false);
        return [.. values.Chunk(spec.HeadWidth).Select(row => Math.Sqrt(row.Sum(x => x * x)))];
    }

    private double[] Project(int[] ids, string name, int heads, int head, bool rotary)
    {
        var (width, d, columns) = (spec.Width, spec.HeadWidth, heads * spec.HeadWidth);
        var embedding = _weights.Values("embedding", spec.Vocabulary, width);
        var weight = _weights.Values($"{name}.weight", width, columns);
        var bias = _weights.Values($"{name}.bias", columns);
        var result = new double[ids.Length * d];
        for (var l = 0; l < ids.Length; l++)
        {
            for (var c = 0; c < d; c++)
            {
                double sum = bias[(head * d) + c];
                for (var i = 0; i < width; i++)
                    sum += (double)embedding[(ids[l] * width) + i] * weight[(i * columns) + (head * d) + c];
                result[(l * d) + c] = sum;
            }

            if (rotary)
                Rotate(result.AsSpan(l * d, d), l);
        }

        return result;
    }

    private static void Rotate(Span<double> x, int position)
    {
        var half = x.Length / 2;
        for (var i = 0; i < half; i++)
        {
            var (sin, cos) = Math.SinCos(position * RotaryGraph.Frequency(i, x.Length));
            (x[i], x[i + half]) = ((x[i] * cos) - (x[i + half] * sin), (x[i + half] * cos) + (x[i] * sin));
        }
    }
}
