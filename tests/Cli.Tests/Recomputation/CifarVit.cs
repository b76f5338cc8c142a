namespace AttentionViz.Cli.Tests.Recomputation;

/// <summary>vit-cifar: a vision transformer of 3 layers with 3 heads of width 16, on 4 x 4 patches of 8 x 8 pixels.</summary>
internal static class CifarVit
{
    public const int Side = 32;

    private const int Layers = 3, Heads = 3, Width = 48, HeadWidth = 16, Patch = 8, Channels = 3;
    private const double Epsilon = 1e-5;

    /// <param name="pixels">[3, 32, 32], as the model is fed.</param>
    public static IEnumerable<RecomputedLayer> Run(OnnxWeights weights, double[] pixels)
    {
        var x = Embed(weights, pixels);
        for (var layer = 0; layer < Layers; layer++)
        {
            var (attention, feed) = ($"1.{layer}.0", $"1.{layer}.1");
            double[] Projection(string block, string name) => weights.OperandOf($"/1/1.{layer}/{block}/fn/fn.1/{name}/MatMul_output_0");
            double[][] Projected(double[][] from, string name) =>
                Rows.Linear(from, Projection(attention, name), weights[$"{attention}.fn.1.{name}.bias"]);
            var normed = Norm(weights, x, attention);
            var (queries, keys, values) = (Projected(normed, "query"), Projected(normed, "key"), Projected(normed, "value"));
            yield return new RecomputedLayer(queries, keys, Heads, Heads);

            x = Rows.Add(x, Projected(Rows.Attend(queries, keys, values, HeadWidth, head => head, causal: false), "out"));
            var hidden = Rows.Linear(Norm(weights, x, feed), Projection(feed, "fn.1.0"), weights[$"{feed}.fn.1.0.bias"]);
            x = Rows.Add(x, Rows.Linear(Rows.Each(hidden, v => Math.Max(v, 0)), Projection(feed, "fn.1.3"), weights[$"{feed}.fn.1.3.bias"]));
        }
    }

    /// <summary>The class token, then the patches row by row; positions are added to all.</summary>
    private static double[][] Embed(OnnxWeights weights, double[] pixels)
    {
        var (kernel, bias, places) = (weights["0.projection.weight"], weights["0.projection.bias"], weights["0.positions"]);
        var rows = new List<double[]> { weights["0.cls_token"] };
        for (var patch = 0; patch < Side / Patch * (Side / Patch); patch++)
        {
            var (top, left) = (patch / (Side / Patch) * Patch, patch % (Side / Patch) * Patch);
            var row = new double[Width];
            for (var o = 0; o < Width; o++)
            {
                row[o] = bias[o];
                for (var c = 0; c < Channels; c++)
                {
                    for (var y = 0; y < Patch; y++)
                    {
                        for (var z = 0; z < Patch; z++)
                            row[o] += kernel[(((((o * Channels) + c) * Patch) + y) * Patch) + z] * pixels[(((c * Side) + top + y) * Side) + left + z];
                    }
                }
            }

            rows.Add(row);
        }

        return [.. rows.Select((row, position) => row.Select((v, i) => v + places[(position * Width) + i]).ToArray())];
    }

    private static double[][] Norm(OnnxWeights weights, double[][] x, string block)
    {
        double[] Of(string name) => weights[$"{block}.fn.0.norm.{name}"];
        return Rows.BatchNorm(x, Of("weight"), Of("bias"), Of("running_mean"), Of("running_var"), Epsilon);
    }
}
