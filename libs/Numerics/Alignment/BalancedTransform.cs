using AttentionViz.Numerics.Linear;

namespace AttentionViz.Numerics.Alignment;

/// <summary>
/// The symmetric M for which <c>M q</c> and <c>inv(M) k</c> have the same covariance: M = S^(1/2) with S the geometric
/// mean of inv(A) and B, A and B being the covariances of queries and keys. S is the one positive matrix with S A S = B
/// (Bhatia: Positive Definite Matrices, 4.1), whence M A M = inv(M) B inv(M).
/// </summary>
internal static class BalancedTransform
{
    /// <summary>
    /// Share of the mean variance that is added to each direction, so that directions in which a head hardly varies are
    /// not blown up: M stretches no direction beyond some tenfold, and float32 keeps the logits.
    /// </summary>
    private const double Regularisation = 1e-2;

    /// <summary>Null when queries or keys do not vary, so that there is nothing to balance.</summary>
    /// <param name="queries">[width x width] covariance of the queries.</param>
    /// <param name="keys">[width x width] covariance of the keys.</param>
    public static AlignmentMatrix? Of(double[] queries, double[] keys, int width)
    {
        double[] a = [.. queries], b = [.. keys];
        if (!Regularise(a, width) || !Regularise(b, width))
            return null;

        // S = inv(r) (r B r)^(1/2) inv(r) with r = A^(1/2).
        var (root, inverseRoot) = Powers(a, width, 0.5);
        var (middle, _) = Powers(Product(Product(root, b, width), root, width), width, 0.5);
        var mean = Product(Product(inverseRoot, middle, width), inverseRoot, width);
        var (forward, inverse) = Powers(mean, width, 0.5);
        return new AlignmentMatrix(forward, inverse);
    }

    /// <summary>False when there is no variance.</summary>
    private static bool Regularise(double[] covariance, int width)
    {
        double trace = 0;
        for (var i = 0; i < width; i++)
            trace += covariance[(i * width) + i];
        if (!(trace > 0))
            return false;
        for (var i = 0; i < width; i++)
            covariance[(i * width) + i] += Regularisation * trace / width;
        return true;
    }

    /// <summary>A positive symmetric matrix to a power, and to minus that power.</summary>
    private static (double[] Power, double[] Inverse) Powers(double[] matrix, int width, double exponent)
    {
        Symmetrise(matrix, width);
        var (values, vectors) = SymmetricEigen.Decompose(matrix, width);
        var power = new double[width * width];
        var inverse = new double[width * width];
        for (var r = 0; r < width; r++)
        {
            // Rounding may take the least of them a hair below zero.
            var value = Math.Pow(Math.Max(values[r], values[0] * 1e-12), exponent);
            for (var i = 0; i < width; i++)
            {
                for (var j = 0; j < width; j++)
                {
                    var outer = vectors[(r * width) + i] * vectors[(r * width) + j];
                    power[(i * width) + j] += value * outer;
                    inverse[(i * width) + j] += outer / value;
                }
            }
        }

        return (power, inverse);
    }

    private static void Symmetrise(double[] matrix, int width)
    {
        for (var i = 0; i < width; i++)
        {
            for (var j = 0; j < i; j++)
                matrix[(i * width) + j] = matrix[(j * width) + i] = (matrix[(i * width) + j] + matrix[(j * width) + i]) / 2;
        }
    }

    private static double[] Product(double[] left, double[] right, int width)
    {
        var product = new double[width * width];
        for (var i = 0; i < width; i++)
        {
            for (var r = 0; r < width; r++)
            {
                var x = left[(i * width) + r];
                for (var j = 0; j < width; j++)
                    product[(i * width) + j] += x * right[(r * width) + j];
            }
        }

        return product;
    }
}
