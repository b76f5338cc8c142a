using AttentionViz.Extractor.Onnx;

namespace AttentionViz.Extractor.Tests.Zoo;

/// <summary>
/// A small encoder-decoder: one encoder layer (self-attention), two decoder layers (causal self-attention, then
/// cross-attention). Weights are seeded by name, so whole model and parts compute the same.
/// </summary>
internal static class EncoderDecoderGraph
{
    public const int Vocabulary = 13, Width = 8, Heads = 2, HeadWidth = 4, DecoderLayers = 2;

    /// <summary>Encoder and decoder in one graph.</summary>
    /// <param name="masked">Told which source positions are padding.</param>
    /// <param name="bias">Added to the logits of the decoder's self-attention, times the key's position.</param>
    public static GraphBuilder Whole(bool masked = true, float bias = 0)
    {
        var g = new GraphBuilder();
        var source = g.Input("input_ids", GraphBuilder.Int64, "batch", "source");
        var mask = masked ? g.Input("attention_mask", GraphBuilder.Int64, "batch", "source") : null;
        var target = g.Input("decoder_input_ids", GraphBuilder.Int64, "batch", "target");
        var encoded = Encode(g, source, mask);
        g.Output(Decode(g, target, encoded, mask, bias));
        return g;
    }

    /// <summary>The encoder alone; its output is what the decoder looks at.</summary>
    public static GraphBuilder Encoder(int width = Width)
    {
        var g = new GraphBuilder();
        var source = g.Input("input_ids", GraphBuilder.Int64, "batch", "source");
        var encoded = Encode(g, source, g.Input("attention_mask", GraphBuilder.Int64, "batch", "source"));
        g.Output(width == Width ? encoded : g.Node("MatMul", [encoded, g.Weight("widen", Width, width)]));
        return g;
    }

    /// <summary>The decoder alone, fed by what the encoder made.</summary>
    public static GraphBuilder Decoder()
    {
        var g = new GraphBuilder();
        var mask = g.Input("encoder_attention_mask", GraphBuilder.Int64, "batch", "source");
        var target = g.Input("input_ids", GraphBuilder.Int64, "batch", "target");
        var states = g.Input("encoder_hidden_states", GraphBuilder.Float, "batch", "source", Width);
        g.Output(Decode(g, target, states, mask));
        return g;
    }

    /// <summary>The decoder as a branch of one that could also read a cache.</summary>
    public static GraphBuilder MergedDecoder()
    {
        var decoder = Decoder().Model.Graph;
        var g = new GraphBuilder();
        g.Model.Graph.Input.AddRange(decoder.Input);
        g.Model.Graph.Initializer.AddRange(decoder.Initializer);
        var without = new GraphProto { Name = "without", Node = { decoder.Node }, Output = { decoder.Output } };
        var with = new GraphProto { Name = "with", Node = { new NodeProto { Name = "kept", OpType = "Identity", Input = { "encoder_hidden_states" }, Output = { "kept" } } } };
        with.Output.Add(new ValueInfoProto(decoder.Output[0]) { Name = "kept" });
        g.Output(g.Node("If", [g.Input("use_cache_branch", GraphBuilder.Bool, 1)], ("then_branch", with), ("else_branch", without)));
        return g;
    }

    /// <summary>Both graphs as exporters lay them out.</summary>
    public static void SaveParts(string folder)
    {
        Encoder().Save(folder, "encoder_model.onnx");
        Decoder().Save(folder, "decoder_model.onnx");
    }

    /// <summary>config.json with the token that the decoder starts with.</summary>
    public static void SaveConfig(string folder, string json = """{"decoder_start_token_id": 1, "pad_token_id": 0}""") =>
        File.WriteAllText(Path.Combine(folder, "config.json"), json);

    private static string Encode(GraphBuilder g, string ids, string? mask)
    {
        var hidden = g.Node("Gather", [Embedding(g), ids]);
        return g.Node("Add", [hidden, Attention(g, hidden, hidden, "encoder", mask is null ? null : Padding(g, mask))]);
    }

    private static string Decode(GraphBuilder g, string ids, string encoded, string? mask, float bias = 0)
    {
        var padding = mask is null ? null : Padding(g, mask);
        var hidden = g.Node("Gather", [Embedding(g), ids]);
        for (var layer = 0; layer < DecoderLayers; layer++)
        {
            hidden = g.Node("Add", [hidden, Attention(g, hidden, hidden, $"self{layer}", Causal(g, hidden, bias))]);
            hidden = g.Node("Add", [hidden, Attention(g, hidden, encoded, $"cross{layer}", padding)]);
        }

        return g.Node("MatMul", [hidden, g.Weight("head", Width, Vocabulary)]);
    }

    private static string Embedding(GraphBuilder g) =>
        g.Model.Graph.Initializer.Any(t => t.Name == "embedding") ? "embedding" : g.Weight("embedding", Vocabulary, Width);

    private static string Attention(GraphBuilder g, string from, string to, string name, string? mask)
    {
        string Split(string x, string part) => g.Node(
            "Transpose", [g.Node("Reshape", [g.Node("MatMul", [x, g.Weight($"{name}.{part}", Width, Width)]), g.Ints(0, 0, Heads, HeadWidth)])], ("perm", new long[] { 0, 2, 1, 3 }));
        var (q, k, v) = (Split(from, "q"), Split(to, "k"), Split(to, "v"));
        var logits = g.Node("MatMul", [q, g.Node("Transpose", [k], ("perm", new long[] { 0, 1, 3, 2 }))]);
        var scaled = g.Node("Mul", [logits, g.Real(0.5f)]);
        var masked = mask is null ? scaled : g.Node("Add", [scaled, mask]);
        var context = g.Node("MatMul", [g.Node("Softmax", [masked], ("axis", -1)), v]);
        return g.Node("Reshape", [g.Node("Transpose", [context], ("perm", new long[] { 0, 2, 1, 3 })), g.Ints(0, 0, Width)]);
    }

    /// <summary>[B, 1, 1, source], far below any logit where there is no token.</summary>
    private static string Padding(GraphBuilder g, string mask)
    {
        var real = g.Node("Cast", [g.Node("Unsqueeze", [mask, g.Ints(1, 2)])], ("to", GraphBuilder.Float));
        return g.Node("Mul", [g.Node("Sub", [g.Real(1), real]), g.Real(-1e9f)]);
    }

    /// <summary>[target, target], far below any logit where the key is later than the query.</summary>
    private static string Causal(GraphBuilder g, string hidden, float bias)
    {
        var range = g.Node("Range", [g.IntScalar(0), g.Node("Gather", [g.Node("Shape", [hidden]), g.IntScalar(1)]), g.IntScalar(1)]);
        var seen = g.Node("GreaterOrEqual", [g.Node("Unsqueeze", [range, g.Ints(1)]), g.Node("Unsqueeze", [range, g.Ints(0)])]);
        var added = bias == 0 ? g.Real(0) : g.Node("Mul", [g.Node("Cast", [range], ("to", GraphBuilder.Float)), g.Real(bias)]);
        return g.Node("Where", [seen, added, g.Real(-1e9f)]);
    }
}
