namespace AttentionViz.Numerics.Tests.Tsne;

/// <summary>Repulsion by its definition, in double precision.</summary>
internal static class NaiveForces
{
    /// <summary>Forces [dimension][point] and Z of the first <paramref name="count"/> points.</summary>
    public static (double[][] Forces, double Normalization) Of(float[][] positions, int count)
    {
        var forces = positions.Select(_ => new double[count]).ToArray();
        double z = 0;
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < count; j++)
            {
                if (i == j)
                    continue;
                var w = 1 / (1 + positions.Sum(x => Math.Pow((double)x[i] - x[j], 2)));
                z += w;
                for (var d = 0; d < positions.Length; d++)
                    forces[d][i] += w * w * ((double)positions[d][i] - positions[d][j]);
            }
        }

        return (forces, z);
    }

    /// <summary>Root of the summed squares of the error over that of the forces.</summary>
    public static double RelativeError(double[][] expected, float[][] actual)
    {
        double error = 0, size = 0;
        for (var d = 0; d < expected.Length; d++)
        {
            for (var i = 0; i < expected[d].Length; i++)
            {
                error += Math.Pow(expected[d][i] - actual[d][i], 2);
                size += Math.Pow(expected[d][i], 2);
            }
        }

        return Math.Sqrt(error / size);
    }
}
