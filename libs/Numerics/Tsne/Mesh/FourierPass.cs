namespace AttentionViz.Numerics.Tsne;

/// <summary>One pass of Stockham's algorithm: butterflies over all rows, from one buffer to the other.</summary>
/// <param name="Turns">Cosines and sines, radix - 1 pairs for each of the groups.</param>
/// <param name="Groups">Length left after this pass.</param>
/// <param name="Stride">Product of the radices before.</param>
internal readonly record struct FourierPass(float[] Turns, int Groups, int Stride)
{
    private const float HalfRoot3 = 0.866025404f;
    private const float Cos72 = 0.309016994f;
    private const float Cos144 = -0.809016994f;
    private const float Sin72 = 0.951056516f;
    private const float Sin144 = 0.587785252f;

    public void Run(int radix, ref float re, ref float im, ref float toRe, ref float toIm)
    {
        switch (radix)
        {
            case 2:
                Two(ref re, ref im, ref toRe, ref toIm);
                break;
            case 3:
                Three(ref re, ref im, ref toRe, ref toIm);
                break;
            case 4:
                Four(ref re, ref im, ref toRe, ref toIm);
                break;
            default:
                Five(ref re, ref im, ref toRe, ref toIm);
                break;
        }
    }

    private void Two(ref float re, ref float im, ref float toRe, ref float toIm)
    {
        var jump = Groups * Stride;
        for (var p = 0; p < Groups; p++)
        {
            var w = Turns.AsSpan(p * 2, 2);
            for (var q = 0; q < Stride; q++)
            {
                int from = q + (Stride * p), to = q + (Stride * 2 * p);
                var a = ComplexLanes.Load(ref re, ref im, from);
                var b = ComplexLanes.Load(ref re, ref im, from + jump);
                (a + b).Store(ref toRe, ref toIm, to);
                (a - b).Times(w[0], w[1]).Store(ref toRe, ref toIm, to + Stride);
            }
        }
    }

    private void Three(ref float re, ref float im, ref float toRe, ref float toIm)
    {
        var jump = Groups * Stride;
        for (var p = 0; p < Groups; p++)
        {
            var w = Turns.AsSpan(p * 4, 4);
            for (var q = 0; q < Stride; q++)
            {
                int from = q + (Stride * p), to = q + (Stride * 3 * p);
                var a = ComplexLanes.Load(ref re, ref im, from);
                var b = ComplexLanes.Load(ref re, ref im, from + jump);
                var c = ComplexLanes.Load(ref re, ref im, from + (2 * jump));
                var sum = b + c;
                var middle = a - (sum * 0.5f);
                var side = ((b - c) * HalfRoot3).Turned();
                (a + sum).Store(ref toRe, ref toIm, to);
                (middle + side).Times(w[0], w[1]).Store(ref toRe, ref toIm, to + Stride);
                (middle - side).Times(w[2], w[3]).Store(ref toRe, ref toIm, to + (2 * Stride));
            }
        }
    }

    private void Four(ref float re, ref float im, ref float toRe, ref float toIm)
    {
        var jump = Groups * Stride;
        for (var p = 0; p < Groups; p++)
        {
            var w = Turns.AsSpan(p * 6, 6);
            for (var q = 0; q < Stride; q++)
            {
                int from = q + (Stride * p), to = q + (Stride * 4 * p);
                var a = ComplexLanes.Load(ref re, ref im, from);
                var b = ComplexLanes.Load(ref re, ref im, from + jump);
                var c = ComplexLanes.Load(ref re, ref im, from + (2 * jump));
                var d = ComplexLanes.Load(ref re, ref im, from + (3 * jump));
                var (even, evenLess) = (a + c, a - c);
                var (odd, oddLess) = (b + d, (b - d).Turned());
                (even + odd).Store(ref toRe, ref toIm, to);
                (evenLess + oddLess).Times(w[0], w[1]).Store(ref toRe, ref toIm, to + Stride);
                (even - odd).Times(w[2], w[3]).Store(ref toRe, ref toIm, to + (2 * Stride));
                (evenLess - oddLess).Times(w[4], w[5]).Store(ref toRe, ref toIm, to + (3 * Stride));
            }
        }
    }

    private void Five(ref float re, ref float im, ref float toRe, ref float toIm)
    {
        var jump = Groups * Stride;
        for (var p = 0; p < Groups; p++)
        {
            var w = Turns.AsSpan(p * 8, 8);
            for (var q = 0; q < Stride; q++)
            {
                int from = q + (Stride * p), to = q + (Stride * 5 * p);
                var a = ComplexLanes.Load(ref re, ref im, from);
                var b = ComplexLanes.Load(ref re, ref im, from + jump);
                var c = ComplexLanes.Load(ref re, ref im, from + (2 * jump));
                var d = ComplexLanes.Load(ref re, ref im, from + (3 * jump));
                var e = ComplexLanes.Load(ref re, ref im, from + (4 * jump));
                var (outer, outerLess) = (b + e, b - e);
                var (inner, innerLess) = (c + d, c - d);
                var near = a + (outer * Cos72) + (inner * Cos144);
                var far = a + (outer * Cos144) + (inner * Cos72);
                var nearSide = ((outerLess * Sin72) + (innerLess * Sin144)).Turned();
                var farSide = ((outerLess * Sin144) - (innerLess * Sin72)).Turned();
                (a + outer + inner).Store(ref toRe, ref toIm, to);
                (near + nearSide).Times(w[0], w[1]).Store(ref toRe, ref toIm, to + Stride);
                (far + farSide).Times(w[2], w[3]).Store(ref toRe, ref toIm, to + (2 * Stride));
                (far - farSide).Times(w[4], w[5]).Store(ref toRe, ref toIm, to + (3 * Stride));
                (near - nearSide).Times(w[6], w[7]).Store(ref toRe, ref toIm, to + (4 * Stride));
            }
        }
    }
}
