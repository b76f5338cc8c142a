namespace AttentionViz.Cli.Tests.Recomputation;

/// <summary>stories260k: a Llama of 5 layers with 8 query heads on 4 key heads of width 8.</summary>
internal static class Llama
{
    private const int Layers = 5, Heads = 8, KeyHeads = 4, Width = 64, HeadWidth = 8;
    private const double Epsilon = 1e-5, Theta = 10_000;

    public static IEnumerable<RecomputedLayer> Run(OnnxWeights weights, int[] ids)
    {
        var words = weights["embed_tokens.weight"];
        double[][] x = [.. ids.Select(id => words[(id * Width)..((id + 1) * Width)])];
        for (var layer = 0; layer < Layers; layer++)
        {
            double[] Projection(string name) => weights.OperandOf($"/layers.{layer}/{name}/MatMul_output_0");
            var normed = Rows.RmsNorm(x, weights[$"layers.{layer}.input_layernorm.weight"], Epsilon);
            var queries = Rotate(Rows.Linear(normed, Projection("self_attn/q_proj")));
            var keys = Rotate(Rows.Linear(normed, Projection("self_attn/k_proj")));
            var values = Rows.Linear(normed, Projection("self_attn/v_proj"));
            var given = new RecomputedLayer(queries, keys, Heads, KeyHeads);
            yield return given;

            var read = Rows.Attend(queries, keys, values, HeadWidth, given.KeyHeadOf, causal: true);
            x = Rows.Add(x, Rows.Linear(read, Projection("self_attn/o_proj")));
            normed = Rows.RmsNorm(x, weights[$"layers.{layer}.post_attention_layernorm.weight"], Epsilon);
            var gate = Rows.Each(Rows.Linear(normed, Projection("gate_proj")), g => g / (1 + Math.Exp(-g)));
            var up = Rows.Linear(normed, Projection("up_proj"));
            x = Rows.Add(x, Rows.Linear([.. gate.Zip(up, (g, u) => g.Zip(u, (a, b) => a * b).ToArray())], Projection("down_proj")));
        }
    }

    /// <summary>Turns component d of a head together with component d + half, by position times theta^(-2d / width).</summary>
    private static double[][] Rotate(double[][] x) => [.. x.Select((row, position) =>
    {
        var turned = new double[row.Length];
        for (var head = 0; head < row.Length; head += HeadWidth)
        {
            for (var d = 0; d < HeadWidth / 2; d++)
            {
                var (sin, cos) = Math.SinCos(position * Math.Pow(Theta, -2.0 * d / HeadWidth));
                var (a, b) = (row[head + d], row[head + d + (HeadWidth / 2)]);
                (turned[head + d], turned[head + d + (HeadWidth / 2)]) = ((a * cos) - (b * sin), (b * cos) + (a * sin));
            }
        }

        return turned;
    })];
}
