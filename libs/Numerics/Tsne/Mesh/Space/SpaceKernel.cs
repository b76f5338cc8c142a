namespace AttentionViz.Numerics.Tsne;

/// <summary>The spectrum by which a mesh of charges in space becomes a mesh of potentials.</summary>
internal static class SpaceKernel
{
    private const int Lanes = Coordinates.Lanes;

    /// <summary>
    /// Samples the smooth kernel at all distances of a period and transforms it. It is even along each axis, and so is its
    /// spectrum: only frequencies up to half the periods are kept, [panel of 16 frequencies z][y][x][16].
    /// </summary>
    public static float[][] Spectrum(SpacePlan plan)
    {
        int[] halves = [plan.PeriodZ / 2, plan.PeriodY / 2, plan.PeriodX / 2];
        var values = Samples(plan.Split, halves);
        // Each time the first axis is transformed and becomes the last.
        values = EvenTransform(values, plan.PeriodZ);
        values = EvenTransform(values, plan.PeriodY);
        values = EvenTransform(values, plan.PeriodX);
        double[][] factors = [Factors(plan.PeriodZ), Factors(plan.PeriodY), Factors(plan.PeriodX)];
        int rows = halves[1] + 1, columns = halves[2] + 1, at = 0;
        var panels = ColumnTransform.NewPanels(plan.PeriodZ, rows * columns);
        for (var z = 0; z <= halves[0]; z++)
        {
            var panel = panels[z / Lanes];
            for (var y = 0; y < rows; y++)
            {
                var factor = factors[0][z] * factors[1][y];
                for (var x = 0; x < columns; x++)
                    panel[(((y * columns) + x) * Lanes) + (z % Lanes)] = (float)(values[at++] * factor * factors[2][x]);
            }
        }

        return panels;
    }

    /// <summary>[z][y][x] the smooth kernel up to half a period along each axis.</summary>
    private static float[] Samples(KernelSplit split, int[] halves)
    {
        var values = new float[(halves[0] + 1) * (halves[1] + 1) * (halves[2] + 1)];
        var square = split.Spacing * split.Spacing;
        var at = 0;
        for (var z = 0; z <= halves[0]; z++)
        {
            for (var y = 0; y <= halves[1]; y++)
            {
                for (var x = 0; x <= halves[2]; x++)
                    values[at++] = (float)split.Smooth(square * (((double)x * x) + ((double)y * y) + ((double)z * z)));
            }
        }

        return values;
    }

    /// <summary>
    /// The transform along the first axis, of which values up to half the period are given, [half + 1][others]; returns [others]
    /// [half + 1]. What is even and real has an even and real spectrum, so that two sequences go as one complex one.
    /// </summary>
    private static float[] EvenTransform(float[] values, int period)
    {
        var fourier = new LaneFourier(period);
        int kept = (period / 2) + 1, others = values.Length / kept, size = period * Lanes;
        var result = new float[values.Length];
        using var room = new Room(4 * size);
        Span<float> re = room.Values[..size], im = room.Values.Slice(size, size);
        for (var first = 0; first < others; first += 2 * Lanes)
        {
            Load(values, others, first, period, re);
            Load(values, others, first + Lanes, period, im);
            fourier.Transform(re, im, room.Values.Slice(2 * size, size), room.Values.Slice(3 * size, size));
            Store(re, result, kept, first);
            Store(im, result, kept, first + Lanes);
        }

        return result;
    }

    private static void Load(float[] values, int others, int first, int period, Span<float> lanes)
    {
        var width = Math.Clamp(others - first, 0, Lanes);
        lanes.Clear();
        for (var k = 0; width > 0 && k < period; k++)
            values.AsSpan((Math.Min(k, period - k) * others) + first, width).CopyTo(lanes[(k * Lanes)..]);
    }

    private static void Store(Span<float> lanes, float[] result, int kept, int first)
    {
        for (var lane = 0; lane < Lanes && (first + lane) * kept < result.Length; lane++)
        {
            var target = result.AsSpan((first + lane) * kept, kept);
            for (var k = 0; k < kept; k++)
                target[k] = lanes[(k * Lanes) + lane];
        }
    }

    /// <summary>The deconvolution of spreading and interpolation, and what the transforms there and back multiply by.</summary>
    private static double[] Factors(int period) =>
        [.. Enumerable.Range(0, (period / 2) + 1).Select(k => Spline.Deconvolution(k, period) / period)];
}
