using AttentionViz.Extractor.Running;
using AttentionViz.Extractor.Tests.Zoo;

namespace AttentionViz.Extractor.Tests.Attention;

public sealed class CrossAttentionTests
{
    /// <summary>A decoder layer: attention to itself, then to the states of an encoder.</summary>
    [Fact]
    public void Load_DecoderOverEncoderStates_TellsSelfFromCross()
    {
        using var folder = new TemporaryFolder();
        var g = new GraphBuilder();
        var ids = g.Input("input_ids", GraphBuilder.Int64, "batch", "sequence");
        var states = g.Input("encoder_hidden_states", GraphBuilder.Float, "batch", "encoder_sequence", 8);
        var hidden = g.Node("Gather", [g.Weight("embedding", 9, 8), ids]);
        for (var layer = 0; layer < 2; layer++)
        {
            hidden = g.Node("Add", [hidden, Attention(g, hidden, hidden, $"self{layer}")]);
            hidden = g.Node("Add", [hidden, Attention(g, hidden, states, $"cross{layer}")]);
        }

        g.Output(g.Node("MatMul", [hidden, g.Weight("head", 8, 9)]));
        g.Save(folder.Path);

        using var model = TestModel.Load(folder.Path);

        Assert.Equal(
            [AttentionKind.Self, AttentionKind.Cross, AttentionKind.Self, AttentionKind.Cross],
            model.Descriptor.Layers.Select(l => l.Kind));
        Assert.All(model.Descriptor.Layers, l => Assert.True(l.VerifiedError < 1e-4, $"{l.VerifiedError}"));
        var fault = Assert.Throws<ModelLoadException>(() => model.Vectors([1, 2]));
        Assert.Equal(ModelFault.UnsupportedInput, fault.Fault);
    }

    /// <summary>Encoder and decoder in one graph, as T5 is exported whole: three kinds of layers in order.</summary>
    [Fact]
    public void Load_EncoderDecoder_TellsTheSidesApart()
    {
        using var folder = new TemporaryFolder();
        var g = new GraphBuilder();
        var source = g.Input("input_ids", GraphBuilder.Int64, "batch", "encoder_sequence");
        var mask = g.Input("attention_mask", GraphBuilder.Int64, "batch", "encoder_sequence");
        var target = g.Input("decoder_input_ids", GraphBuilder.Int64, "batch", "decoder_sequence");
        g.Weight("embedding", 9, 8);
        var padding = g.Node("Mul", [g.Node("Sub", [g.Real(1), g.Node("Cast", [g.Node("Unsqueeze", [mask, g.Ints(1)])], ("to", GraphBuilder.Float))]), g.Real(-1e9f)]);
        var encoded = g.Node("Gather", ["embedding", source]);
        encoded = g.Node("Add", [encoded, Attention(g, encoded, encoded, "encoder", padding)]);
        var hidden = g.Node("Gather", ["embedding", target]);
        hidden = g.Node("Add", [hidden, Attention(g, hidden, hidden, "decoder")]);
        hidden = g.Node("Add", [hidden, Attention(g, hidden, encoded, "cross", padding)]);
        g.Output(g.Node("MatMul", [hidden, g.Weight("head", 8, 9)]));
        g.Save(folder.Path);

        using var model = TestModel.Load(folder.Path);

        Assert.Equal([AttentionKind.Self, AttentionKind.Self, AttentionKind.Cross], model.Descriptor.Layers.Select(l => l.Kind));
        Assert.All(model.Descriptor.Layers, l => Assert.True(l.VerifiedError < 1e-4, $"{l.VerifiedError}"));
        Assert.All(model.Descriptor.Layers, l => Assert.False(l.HasBias));
    }

    /// <summary>A fused operator whose keys and values come packed from an encoder.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Load_FusedOverEncoderStates_IsCross(bool packed)
    {
        using var folder = new TemporaryFolder();
        var p = new Projections(new GraphBuilder());
        var g = p.Graph;
        var states = g.Input("encoder_hidden_states", GraphBuilder.Float, "batch", "encoder_sequence", 12);
        string From(string name) => g.Node("MatMul", [states, g.Weight(name, 12, 8)]);
        string Wide(string name) => g.Node("Reshape", [From(name), g.Ints(0, 0, 2, 1, 4)]);
        string[] keys = packed ? [g.Node("Concat", [Wide("k"), Wide("v")], ("axis", 3))] : [From("k"), From("v")];
        p.End(g.Node("com.microsoft", "MultiHeadAttention", [p.Flat("q"), .. keys], ("num_heads", 2))).Save(folder.Path);

        using var model = TestModel.Load(folder.Path);

        var layer = Assert.Single(model.Descriptor.Layers);
        Assert.Equal((AttentionKind.Cross, false), (layer.Kind, layer.Causal));
        Assert.True(layer.VerifiedError < 1e-5, $"{layer.VerifiedError}");
    }

    private static string Attention(GraphBuilder g, string from, string to, string name, string? mask = null)
    {
        var q = g.Node("MatMul", [from, g.Weight($"{name}.q", 8, 8)]);
        var k = g.Node("MatMul", [to, g.Weight($"{name}.k", 8, 8)]);
        var v = g.Node("MatMul", [to, g.Weight($"{name}.v", 8, 8)]);
        var logits = g.Node("MatMul", [q, g.Node("Transpose", [k], ("perm", new long[] { 0, 2, 1 }))]);
        logits = g.Node("Mul", [logits, g.Real(0.25f)]);
        if (mask is not null)
            logits = g.Node("Add", [logits, mask]);
        return g.Node("MatMul", [g.Node("Softmax", [logits], ("axis", -1)), v]);
    }
}
