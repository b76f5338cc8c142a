using AttentionViz.Extractor.Tests.Zoo;

namespace AttentionViz.Extractor.Tests.Attention;

/// <summary>The same attention in the shapes of exporters other than PyTorch's first.</summary>
public sealed class ExporterFormTests
{
    /// <summary>torch.export takes scaled_dot_product_attention apart: the root of the scale on both sides, 4-D flattened to 3-D.</summary>
    [Fact]
    public void Run_DecomposedScaledDotProduct_IsProved()
    {
        var p = new Projections(new GraphBuilder(18));
        var g = p.Graph;
        var root = g.Real(MathF.Sqrt(0.5f));
        string Flatten(string x, long[] shape) => g.Node("Reshape", [x, g.Ints(shape)]);
        var q = Flatten(g.Node("Mul", [p.Split("q"), root]), [-1, 5, 4]);
        var k = Flatten(g.Node("Mul", [p.Transpose(p.Split("k"), 0, 1, 3, 2), root]), [-1, 4, 5]);
        var logits = Flatten(g.Node("MatMul", [q, k]), [-1, 2, 5, 5]);
        p.Finish(p.Softmax(logits));
        FixLength(p, 5);

        PatternCheck.Run(p, scale: 0.5);
    }

    /// <summary>tf2onnx: heads stay behind positions, Einsum in TensorFlow's letters, result back to front.</summary>
    [Fact]
    public void Run_KerasEinsum_IsProved()
    {
        var p = new Projections(new GraphBuilder());
        var g = p.Graph;
        string Heads(string name) => g.Node("Reshape", [p.Flat(name), g.Ints(0, 0, 2, 4)]);
        var logits = g.Node("Einsum", [Heads("k"), g.Node("Mul", [Heads("q"), g.Real(0.5f)])], ("equation", "aecd,abcd->acbe"));
        var context = g.Node("Einsum", [p.Softmax(logits), Heads("v")], ("equation", "acbe,aecd->abcd"));
        p.End(g.Node("Reshape", [context, g.Ints(0, 0, 8)]));

        PatternCheck.Run(p);
    }

    /// <summary>JAX: 'bqhd,bkhd->bhqk', and the softmax written out.</summary>
    [Fact]
    public void Run_JaxEinsum_IsProved()
    {
        var p = new Projections(new GraphBuilder());
        var g = p.Graph;
        string Heads(string name) => g.Node("Reshape", [p.Flat(name), g.Ints(0, 0, 2, 4)]);
        var logits = g.Node("Einsum", [g.Node("Div", [Heads("q"), g.Real(2)]), Heads("k")], ("equation", "bqhd,bkhd->bhqk"));
        var exp = g.Node("Exp", [g.Node("Sub", [logits, g.Node("ReduceMax", [logits], ("axes", new long[] { 3 }))])]);
        var weights = g.Node("Div", [exp, g.Node("ReduceSum", [exp, g.Ints(-1)])]);
        p.End(g.Node("Reshape", [g.Node("Einsum", [weights, Heads("v")], ("equation", "bhqk,bkhd->bqhd")), g.Ints(0, 0, 8)]));

        PatternCheck.Run(p);
    }

    /// <summary>Positions first, as fairseq and torch.nn.MultiheadAttention keep them: [L, B*H, d] turned.</summary>
    [Fact]
    public void Run_PositionsFirst_IsProved()
    {
        var p = new Projections(new GraphBuilder());
        var g = p.Graph;
        var first = p.Transpose(p.Hidden, 1, 0, 2);
        string Merged(string name)
        {
            var flat = g.Node("MatMul", [first, g.Weight(name, 12, 8)]);
            var shape = g.Node("Concat", [g.Node("Slice", [g.Node("Shape", [flat]), g.Ints(0), g.Ints(1)]), g.Ints(-1, 4)], ("axis", 0));
            return p.Transpose(g.Node("Reshape", [flat, shape]), 1, 0, 2);
        }

        var logits = g.Node("MatMul", [g.Node("Mul", [Merged("q"), g.Real(0.5f)]), p.Transpose(Merged("k"), 0, 2, 1)]);
        g.Output(g.Node("MatMul", [p.Softmax(logits), Merged("v")]));

        PatternCheck.Run(p);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(13)]
    [InlineData(21)]
    [InlineData(24)]
    public void Run_OpsetsOldAndNew_AreProved(int opset)
    {
        var p = new Projections(new GraphBuilder(opset));
        var logits = p.Graph.Node("Div", [p.Score(p.Split("q"), p.Split("k")), p.Graph.Real(2)]);
        p.Finish(p.Graph.Node("Softmax", [logits], ("axis", 3)));

        PatternCheck.Run(p);
    }

    /// <summary>Keys and values already split into heads, as for the cross-attention of a decoder.</summary>
    [Fact]
    public void Run_MultiHeadAttentionOfSplitKeys_IsProved()
    {
        var p = new Projections(new GraphBuilder());
        p.End(p.Graph.Node("com.microsoft", "MultiHeadAttention", [p.Flat("q"), p.Split("k"), p.Split("v")], ("num_heads", 2), ("scale", 0.4f)));

        PatternCheck.Run(p, scale: 0.4);
    }

    private static void FixLength(Projections p, int length) =>
        p.Graph.Model.Graph.Input[0].Type.TensorType.Shape.Dim[1].DimValue = length;
}
