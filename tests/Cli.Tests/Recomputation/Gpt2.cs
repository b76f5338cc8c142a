namespace AttentionViz.Cli.Tests.Recomputation;

/// <summary>capp-gpt2: GPT-2 of 4 layers with 4 heads of width 16.</summary>
internal static class Gpt2
{
    private const int Layers = 4, Heads = 4, Width = 64, HeadWidth = 16;
    private const double Epsilon = 1e-5;

    public static IEnumerable<RecomputedLayer> Run(OnnxWeights weights, int[] ids)
    {
        var (words, places) = (weights["transformer.wte.weight"], weights["transformer.wpe.weight"]);
        double[][] x = [.. ids.Select((id, position) => Enumerable.Range(0, Width).Select(i => words[(id * Width) + i] + places[(position * Width) + i]).ToArray())];
        for (var layer = 0; layer < Layers; layer++)
        {
            double[] Of(string name) => weights[$"transformer.h.{layer}.{name}"];
            var normed = Rows.LayerNorm(x, Of("ln_1.weight"), Of("ln_1.bias"), Epsilon);
            var all = Rows.Linear(normed, Of("attn.c_attn.weight"), Of("attn.c_attn.bias"));
            var (queries, keys, values) = (Rows.Columns(all, 0, Width), Rows.Columns(all, Width, Width), Rows.Columns(all, 2 * Width, Width));
            yield return new RecomputedLayer(queries, keys, Heads, Heads);

            var read = Rows.Attend(queries, keys, values, HeadWidth, head => head, causal: true);
            x = Rows.Add(x, Rows.Linear(read, Of("attn.c_proj.weight"), Of("attn.c_proj.bias")));
            normed = Rows.LayerNorm(x, Of("ln_2.weight"), Of("ln_2.bias"), Epsilon);
            var hidden = Rows.Each(Rows.Linear(normed, Of("mlp.c_fc.weight"), Of("mlp.c_fc.bias")), Gelu);
            x = Rows.Add(x, Rows.Linear(hidden, Of("mlp.c_proj.weight"), Of("mlp.c_proj.bias")));
        }
    }

    /// <summary>The approximation that its configuration calls gelu_new.</summary>
    private static double Gelu(double x) => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x))));
}
