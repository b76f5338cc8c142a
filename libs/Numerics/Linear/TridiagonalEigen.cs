namespace AttentionViz.Numerics.Linear;

/// <summary>Eigenvalues of a symmetric tridiagonal matrix by QL with implicit Wilkinson shifts.</summary>
public static class TridiagonalEigen
{
    private const int MaxSweeps = 100;

    /// <summary>Replaces <paramref name="diagonal"/> by the eigenvalues (unordered) and rotates <paramref name="vectors"/> along.</summary>
    /// <param name="diagonal">[n]; receives the eigenvalues.</param>
    /// <param name="offDiagonal">[n], entry i couples i and i+1, the last is unused; destroyed.</param>
    /// <param name="vectors">[n x width]; rows of the identity (or of a basis, transposed) in, eigenvectors as rows out.</param>
    /// <param name="width">Width of a row of <paramref name="vectors"/>.</param>
    /// <exception cref="ArithmeticException">An eigenvalue did not converge (only possible with values not finite).</exception>
    public static void Diagonalize(double[] diagonal, double[] offDiagonal, double[] vectors, int width)
    {
        ArgumentNullException.ThrowIfNull(diagonal);
        ArgumentNullException.ThrowIfNull(offDiagonal);
        ArgumentNullException.ThrowIfNull(vectors);
        var n = diagonal.Length;
        for (var low = 0; low < n; low++)
        {
            for (var sweep = 0; ; sweep++)
            {
                var high = BlockEnd(diagonal, offDiagonal, low);
                if (high == low)
                    break;
                if (sweep == MaxSweeps)
                    throw new ArithmeticException($"Eigenvalue {low} of {n} did not converge in {MaxSweeps} sweeps.");
                Sweep(diagonal, offDiagonal, vectors, width, low, high);
            }
        }
    }

    /// <summary>Last index of the unreduced block that starts at <paramref name="low"/>.</summary>
    private static int BlockEnd(double[] d, double[] e, int low)
    {
        var high = low;
        while (high + 1 < d.Length)
        {
            var neighbours = Math.Abs(d[high]) + Math.Abs(d[high + 1]);
            if (Math.Abs(e[high]) <= double.Epsilon || neighbours + Math.Abs(e[high]) == neighbours)
                break;
            high++;
        }

        return high;
    }

    private static void Sweep(double[] d, double[] e, double[] vectors, int width, int low, int high)
    {
        // Wilkinson's shift: the eigenvalue of the leading 2 x 2 block nearer to d[low].
        var half = (d[low + 1] - d[low]) / (2 * e[low]);
        var root = Hypotenuse(half, 1);
        var g = d[high] - d[low] + (e[low] / (half + (half >= 0 ? root : -root)));
        double sine = 1, cosine = 1, carried = 0;
        for (var i = high - 1; i >= low; i--)
        {
            var f = sine * e[i];
            var b = cosine * e[i];
            var r = Hypotenuse(f, g);
            e[i + 1] = r;
            if (r == 0)
            {
                // The block split early; the next sweep works on the parts.
                d[i + 1] -= carried;
                e[high] = 0;
                return;
            }

            sine = f / r;
            cosine = g / r;
            g = d[i + 1] - carried;
            r = ((d[i] - g) * sine) + (2 * cosine * b);
            carried = sine * r;
            d[i + 1] = g + carried;
            g = (cosine * r) - b;
            Rotate(vectors.AsSpan(i * width, width), vectors.AsSpan((i + 1) * width, width), cosine, sine);
        }

        d[low] -= carried;
        e[low] = g;
        e[high] = 0;
    }

    private static void Rotate(Span<double> lower, Span<double> upper, double cosine, double sine)
    {
        for (var k = 0; k < lower.Length; k++)
        {
            var u = upper[k];
            var l = lower[k];
            upper[k] = (sine * l) + (cosine * u);
            lower[k] = (cosine * l) - (sine * u);
        }
    }

    private static double Hypotenuse(double a, double b)
    {
        a = Math.Abs(a);
        b = Math.Abs(b);
        var (large, small) = a > b ? (a, b) : (b, a);
        if (large == 0)
            return 0;
        var ratio = small / large;
        return large * Math.Sqrt(1 + (ratio * ratio));
    }
}
