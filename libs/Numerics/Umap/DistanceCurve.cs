namespace AttentionViz.Numerics.Umap;

/// <summary>The map's membership as a function of distance, 1 / (1 + A d^2B).</summary>
/// <param name="A">Above 0.</param>
/// <param name="B">Above 0.</param>
public readonly record struct DistanceCurve(double A, double B)
{
    private const int Samples = 300;

    /// <summary>
    /// Fits A and B by least squares (Levenberg-Marquardt) to the curve that is 1 up to the least distance and falls as
    /// exp(-(d - minDistance) / spread) beyond, at 300 distances in [0, 3 spread] (paper, definition 11).
    /// </summary>
    public static DistanceCurve Fit(double minDistance, double spread)
    {
        double logA = 0, logB = 0, damping = 1e-3;
        var error = Error(logA, logB, minDistance, spread);
        for (var step = 0; step < 200; step++)
        {
            var (gradA, gradB, aa, ab, bb) = NormalEquations(logA, logB, minDistance, spread);
            double da = aa * (1 + damping), db = bb * (1 + damping), determinant = (da * db) - (ab * ab);
            var stepA = ((gradA * db) - (gradB * ab)) / determinant;
            var stepB = ((gradB * da) - (gradA * ab)) / determinant;
            var next = Error(logA + stepA, logB + stepB, minDistance, spread);
            if (next < error)
            {
                (logA, logB, error, damping) = (logA + stepA, logB + stepB, next, damping / 10);
                if (Math.Abs(stepA) + Math.Abs(stepB) < 1e-12)
                    break;
            }
            else if ((damping *= 10) > 1e12)
            {
                break;
            }
        }

        return new DistanceCurve(Math.Exp(logA), Math.Exp(logB));
    }

    /// <summary>Membership at a distance.</summary>
    public double At(double distance) => 1 / (1 + (A * Math.Pow(distance, 2 * B)));

    private static double Target(double distance, double minDistance, double spread) =>
        distance < minDistance ? 1 : Math.Exp(-(distance - minDistance) / spread);

    private static double Error(double logA, double logB, double minDistance, double spread)
    {
        var curve = new DistanceCurve(Math.Exp(logA), Math.Exp(logB));
        double error = 0;
        for (var i = 0; i < Samples; i++)
        {
            var distance = 3 * spread * i / (Samples - 1);
            var residual = Target(distance, minDistance, spread) - curve.At(distance);
            error += residual * residual;
        }

        return error;
    }

    private static (double GradA, double GradB, double AA, double AB, double BB) NormalEquations(
        double logA, double logB, double minDistance, double spread)
    {
        var (a, b) = (Math.Exp(logA), Math.Exp(logB));
        double gradA = 0, gradB = 0, aa = 0, ab = 0, bb = 0;
        for (var i = 1; i < Samples; i++)
        {
            var distance = 3 * spread * i / (Samples - 1);
            var power = a * Math.Pow(distance, 2 * b);
            var value = 1 / (1 + power);
            // Derivatives by log A and log B.
            var byA = -value * value * power;
            var byB = byA * 2 * b * Math.Log(distance);
            var residual = Target(distance, minDistance, spread) - value;
            gradA += byA * residual;
            gradB += byB * residual;
            aa += byA * byA;
            ab += byA * byB;
            bb += byB * byB;
        }

        return (gradA, gradB, aa, ab, bb);
    }
}
