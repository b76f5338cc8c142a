using static AttentionViz.Extractor.Tests.Zoo.EncoderDecoderGraph;

namespace AttentionViz.Extractor.Tests.Zoo;

/// <summary>One attention layer of one sequence, in double precision.</summary>
/// <param name="Queries">[queries, width], heads side by side; likewise keys and values.</param>
internal sealed record ReferenceLayer(double[][] Queries, double[][] Keys, double[][] Values, bool Causal)
{
    /// <summary>Components of one head's query or key.</summary>
    public static double[] Head(double[] row, int head) => row[(head * HeadWidth)..((head + 1) * HeadWidth)];

    /// <summary>Weights of one query of one head over the keys.</summary>
    public double[] Weights(int head, int query)
    {
        var logits = Keys.Select((k, j) => Causal && j > query ? double.NegativeInfinity : 0.5 * Dot(Head(Queries[query], head), Head(k, head))).ToArray();
        var powers = logits.Select(l => Math.Exp(l - logits.Max())).ToArray();
        return [.. powers.Select(p => p / powers.Sum())];
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}

/// <summary>Computes <see cref="EncoderDecoderGraph"/> from its weights, one sequence at a time and without padding.</summary>
internal static class EncoderDecoderReference
{
    private static readonly GraphBuilder Weights = new();

    /// <summary>Every layer in order: the encoder's, then self and cross of each decoder layer.</summary>
    public static List<ReferenceLayer> Run(int[] source, int[] target)
    {
        var layers = new List<ReferenceLayer>();
        var encoded = Embed(source);
        encoded = Attend(encoded, encoded, "encoder", causal: false, layers);
        var hidden = Embed(target);
        for (var layer = 0; layer < DecoderLayers; layer++)
        {
            hidden = Attend(hidden, hidden, $"self{layer}", causal: true, layers);
            hidden = Attend(hidden, encoded, $"cross{layer}", causal: false, layers);
        }

        return layers;
    }

    private static double[][] Embed(int[] ids)
    {
        var table = Weights.Values("embedding", Vocabulary, Width);
        return [.. ids.Select(id => table[(id * Width)..((id + 1) * Width)].Select(x => (double)x).ToArray())];
    }

    private static double[][] Attend(double[][] from, double[][] to, string name, bool causal, List<ReferenceLayer> layers)
    {
        var layer = new ReferenceLayer(Multiply(from, $"{name}.q"), Multiply(to, $"{name}.k"), Multiply(to, $"{name}.v"), causal);
        layers.Add(layer);
        return [.. from.Select((row, i) => row.Select((x, c) => x + layer.Weights(c / HeadWidth, i).Select((w, j) => w * layer.Values[j][c]).Sum()).ToArray())];
    }

    private static double[][] Multiply(double[][] rows, string name)
    {
        var weight = Weights.Values(name, Width, Width);
        return [.. rows.Select(row => Enumerable.Range(0, Width).Select(c => row.Select((x, i) => x * weight[(i * Width) + c]).Sum()).ToArray())];
    }
}
