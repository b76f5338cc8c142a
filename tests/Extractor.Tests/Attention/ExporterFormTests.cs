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

    /// <summary>
    /// PyTorch's exporter since opset 18: the scale from the shape of the queries, its root on both sides,
    /// keys turned in three dimensions, functions calling functions or all of it inlined.
    /// </summary>
    [Theory]
    [InlineData(18, true, false)]
    [InlineData(18, false, true)]
    [InlineData(20, true, true)]
    public void Run_TorchlibScaledDotProduct_IsProved(int opset, bool functions, bool causal)
    {
        var p = new Projections(new GraphBuilder(opset));
        var g = p.Graph;
        string Call(string name, string[] inputs, Func<string> build) => functions ? LocalFunctions.Move(g, name, inputs, build) : build();
        var (q, k, v) = (p.Split("q"), p.Split("k"), p.Split("v"));
        var scale = Call("_attention_scale", [q], () =>
        {
            var width = g.Node("CastLike", [g.Node("Gather", [g.Node("Shape", [q]), g.IntScalar(-1)]), q]);
            return g.Node("Div", [g.Node("CastLike", [g.Real(1), q]), g.Node("Sqrt", [width])]);
        });
        p.End(g.Node("Reshape", [p.Transpose(Call("_attention", [q, k, v, scale], () => Attend(p, q, k, v, scale, causal)), 0, 2, 1, 3), g.Ints(0, 0, 8)]));

        Assert.Equal(causal, PatternCheck.Run(p).Causal);
    }

    /// <summary>Rows that hide every key would come to no number; newer exports put zeros there.</summary>
    [Fact]
    public void Run_SoftmaxThatReplacesNoNumbers_IsProved()
    {
        var p = new Projections(new GraphBuilder(18));
        var g = p.Graph;
        var weights = p.Softmax(g.Node("Mul", [p.Score(p.Split("q"), p.Split("k")), g.Real(0.5f)]));
        p.Finish(g.Node("Where", [g.Node("IsNaN", [weights]), g.Real(0), weights]));

        PatternCheck.Run(p);
    }

    /// <summary>A scale behind CastLike on the logits is a scale all the same.</summary>
    [Fact]
    public void Run_ScaleCastLikeTheLogits_IsProved()
    {
        var p = new Projections(new GraphBuilder(18));
        var g = p.Graph;
        var logits = p.Score(p.Split("q"), p.Split("k"));
        p.Finish(p.Softmax(g.Node("Mul", [logits, g.Node("CastLike", [g.Real(0.5f), logits])])));

        PatternCheck.Run(p);
    }

    /// <summary>Caches of merged heads, keys with positions last: Bloom.</summary>
    [Fact]
    public void Run_BloomCaches_AreFedEmpty()
    {
        var p = new Projections(new GraphBuilder());
        var g = p.Graph;
        string Merged(string name, params long[] order) => g.Node("Reshape", [p.Transpose(p.Split(name), order), g.Node("Concat", [g.Ints(-1), g.Node("Gather", [Shape(p, name, order), g.Ints(2, 3)])], ("axis", 0))]);
        var pastKey = g.Input("past_key_values.0.key", GraphBuilder.Float, "batch_heads", 4, "past");
        var pastValue = g.Input("past_key_values.0.value", GraphBuilder.Float, "batch_heads", "past", 4);
        var keys = g.Node("Concat", [pastKey, Merged("k", 0, 1, 3, 2)], ("axis", 2));
        var values = g.Node("Concat", [pastValue, Merged("v", 0, 1, 2, 3)], ("axis", 1));
        var weights = p.Softmax(g.Node("Mul", [g.Node("MatMul", [Merged("q", 0, 1, 2, 3), keys]), g.Real(0.5f)]));
        g.Output(g.Node("MatMul", [weights, values]));

        PatternCheck.Run(p);
    }

    /// <summary>The shape of projected vectors, in another order.</summary>
    private static string Shape(Projections p, string name, long[] order) => p.Graph.Node("Shape", [p.Transpose(p.Split(name), order)]);

    private static string Attend(Projections p, string q, string k, string v, string scale, bool causal)
    {
        var g = p.Graph;
        var shape = g.Node("Shape", [k]);
        string Part(long from, long to) => g.Node("Slice", [shape, g.Ints(from), g.Ints(to)]);
        var (lead, length, width) = (Part(0, -2), Part(-2, -1), Part(-1, long.MaxValue));
        var flat = g.Node("Reshape", [k, g.Node("Concat", [g.Ints(-1), length, width], ("axis", 0))]);
        var turned = g.Node("Reshape", [p.Transpose(flat, 0, 2, 1), g.Node("Concat", [lead, width, length], ("axis", 0))]);
        var root = g.Node("Sqrt", [g.Node("CastLike", [scale, q])]);
        var logits = g.Node("MatMul", [g.Node("Mul", [q, root]), g.Node("Mul", [turned, g.Node("CastLike", [root, turned])])]);
        if (causal)
        {
            var square = g.Node("Expand", [g.Real(1), g.Node("Concat", [length, length], ("axis", 0))]);
            var lower = g.Node("Equal", [g.Node("Trilu", [square], ("upper", 0)), g.Real(0)]);
            logits = g.Node("Add", [logits, g.Node("CastLike", [g.Node("Where", [lower, g.Real(float.NegativeInfinity), g.Real(0)]), q])]);
        }

        return g.Node("MatMul", [g.Nodes("", "Dropout", 2, [p.Softmax(logits), g.Real(0)])[0], v]);
    }

    private static void FixLength(Projections p, int length) =>
        p.Graph.Model.Graph.Input[0].Type.TensorType.Shape.Dim[1].DimValue = length;
}
