namespace AttentionViz.Cli.Tests.Recomputation;

/// <summary>The arithmetic of transformers on matrices of rows, in double precision and plain loops.</summary>
internal static class Rows
{
    /// <param name="weight">[columns of <paramref name="x"/>, outputs], row by row.</param>
    /// <param name="bias">Null for none.</param>
    public static double[][] Linear(double[][] x, double[] weight, double[]? bias = null)
    {
        var outputs = weight.Length / x[0].Length;
        return [.. x.Select(row =>
        {
            var y = new double[outputs];
            for (var o = 0; o < outputs; o++)
            {
                y[o] = bias?[o] ?? 0;
                for (var i = 0; i < row.Length; i++) y[o] += row[i] * weight[(i * outputs) + o];
            }

            return y;
        })];
    }

    public static double[][] Add(double[][] a, double[][] b) => [.. a.Zip(b, (x, y) => x.Zip(y, (u, v) => u + v).ToArray())];

    public static double[][] Each(double[][] x, Func<double, double> of) => [.. x.Select(row => row.Select(of).ToArray())];

    /// <summary>Columns from <paramref name="first"/> on.</summary>
    public static double[][] Columns(double[][] x, int first, int count) => [.. x.Select(row => row[first..(first + count)])];

    public static double[][] LayerNorm(double[][] x, double[] gain, double[] shift, double epsilon) => [.. x.Select(row =>
    {
        var mean = row.Average();
        var deviation = Math.Sqrt(row.Average(v => (v - mean) * (v - mean)) + epsilon);
        return row.Select((v, i) => ((v - mean) / deviation * gain[i]) + shift[i]).ToArray();
    })];

    public static double[][] RmsNorm(double[][] x, double[] gain, double epsilon) => [.. x.Select(row =>
    {
        var size = Math.Sqrt(row.Average(v => v * v) + epsilon);
        return row.Select((v, i) => v / size * gain[i]).ToArray();
    })];

    /// <summary>With the mean and variance of the training set, a column at a time.</summary>
    public static double[][] BatchNorm(double[][] x, double[] gain, double[] shift, double[] mean, double[] variance, double epsilon) =>
        [.. x.Select(row => row.Select((v, i) => ((v - mean[i]) / Math.Sqrt(variance[i] + epsilon) * gain[i]) + shift[i]).ToArray())];

    /// <summary>What every head reads, side by side as the queries are.</summary>
    /// <param name="keyHeadOf">The key head of a query head.</param>
    public static double[][] Attend(double[][] queries, double[][] keys, double[][] values, int width, Func<int, int> keyHeadOf, bool causal)
    {
        var read = new double[queries.Length][];
        for (var i = 0; i < queries.Length; i++)
        {
            read[i] = new double[queries[i].Length];
            var seen = causal ? i + 1 : keys.Length;
            for (var head = 0; head < queries[i].Length / width; head++)
            {
                var (q, k) = (head * width, keyHeadOf(head) * width);
                var weights = new double[seen];
                for (var j = 0; j < seen; j++)
                {
                    for (var d = 0; d < width; d++) weights[j] += queries[i][q + d] * keys[j][k + d] / Math.Sqrt(width);
                }

                var greatest = weights.Max();
                for (var j = 0; j < seen; j++) weights[j] = Math.Exp(weights[j] - greatest);
                var total = weights.Sum();
                for (var j = 0; j < seen; j++)
                {
                    for (var d = 0; d < width; d++) read[i][q + d] += weights[j] / total * values[j][k + d];
                }
            }
        }

        return read;
    }
}
