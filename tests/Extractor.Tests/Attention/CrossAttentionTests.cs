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

    private static string Attention(GraphBuilder g, string from, string to, string name)
    {
        var q = g.Node("MatMul", [from, g.Weight($"{name}.q", 8, 8)]);
        var k = g.Node("MatMul", [to, g.Weight($"{name}.k", 8, 8)]);
        var v = g.Node("MatMul", [to, g.Weight($"{name}.v", 8, 8)]);
        var logits = g.Node("MatMul", [q, g.Node("Transpose", [k], ("perm", new long[] { 0, 2, 1 }))]);
        return g.Node("MatMul", [g.Node("Softmax", [g.Node("Mul", [logits, g.Real(0.25f)])], ("axis", -1)), v]);
    }
}
