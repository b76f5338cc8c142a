using AttentionViz.Extractor.Onnx;
using AttentionViz.Extractor.Running;
using AttentionViz.Extractor.Tests.Zoo;

namespace AttentionViz.Extractor.Tests.Onnx;

/// <summary>Attention inside bodies that the extractor can put in the place of their calls.</summary>
public sealed class InliningTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>A merged decoder: with a cache the one branch, without it the other, chosen by an input.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Load_MergedDecoder_ExtractsTheBranchWithoutCache(bool negated)
    {
        var p = new Projections(new GraphBuilder());
        var g = p.Graph;
        var cached = g.Input("past_key_values.0.key", GraphBuilder.Float, "batch", 2, "past", 4);
        var flag = g.Input("use_cache_branch", GraphBuilder.Bool, 1);
        string[] split = [p.Split("q"), p.Split("k"), p.Split("v")];
        var (without, with) = (Branch(g, split[0], split[1], split[2]), Branch(g, split[0], cached, split[2]));
        var condition = negated ? g.Node("Not", [flag]) : flag;
        var (then, other) = negated ? (without, with) : (with, without);
        var context = g.Node("If", [condition], ("then_branch", then), ("else_branch", other));
        p.End(g.Node("Reshape", [p.Transpose(context, 0, 2, 1, 3), g.Ints(0, 0, 8)]));

        PatternCheck.Run(p, scale: 1);
    }

    [Fact]
    public void Load_UnknownCondition_ReportsTheAttentionInside()
    {
        var p = new Projections(new GraphBuilder());
        var g = p.Graph;
        string[] split = [p.Split("q"), p.Split("k"), p.Split("v")];
        var condition = g.Node("Cast", [g.Node("ReduceMax", ["input_ids"], ("keepdims", 0))], ("to", GraphBuilder.Bool));
        var context = g.Node("If", [condition],
            ("then_branch", Branch(g, split[0], split[1], split[2])), ("else_branch", Branch(g, split[1], split[0], split[2])));
        p.End(g.Node("Reshape", [p.Transpose(context, 0, 2, 1, 3), g.Ints(0, 0, 8)])).Save(_folder.Path);

        var fault = TestModel.Fault(_folder.Path);

        Assert.Equal(ModelFault.NoAttention, fault.Fault);
        Assert.Contains("inside the body of If", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_AttentionInsideLoop_IsReported()
    {
        var p = new Projections(new GraphBuilder());
        var g = p.Graph;
        var body = Branch(g, p.Split("q"), p.Split("k"), p.Split("v"));
        body.Input.Add(new ValueInfoProto { Name = "iteration" });
        body.Input.Add(new ValueInfoProto { Name = "go" });
        g.Node("Loop", [g.IntScalar(2), ""], ("body", body));
        g.Output(p.Hidden);
        g.Save(_folder.Path);

        Assert.Contains("inside the body of Loop", TestModel.Fault(_folder.Path).Message, StringComparison.Ordinal);
    }

    /// <summary>Functions of the model's own, with an attribute passed on, as PyTorch writes them.</summary>
    [Fact]
    public void Load_AttentionInsideFunctions_IsExtracted()
    {
        var p = new Projections(new GraphBuilder());
        var g = p.Graph;
        g.Model.OpsetImport.Add(new OperatorSetIdProto { Domain = "local", Version = 1 });
        g.Model.Functions.Add(Function("score", ["a", "b"], "s", Node("MatMul", "s", "a", "turned"), "axes"));
        g.Model.Functions[0].Node.Insert(0, Node("Transpose", "turned", "b"));
        g.Model.Functions[0].Node[0].Attribute.Add(new AttributeProto { Name = "perm", RefAttrName = "axes", Type = AttributeProto.Types.AttributeType.Ints });
        g.Model.Functions.Add(Function("attend", ["x", "y"], "w", Node("Softmax", "w", "l")));
        var call = Node("score", "l", "x", "y");
        call.Domain = "local";
        call.Attribute.Add(new AttributeProto { Name = "axes", Ints = { 0, 1, 3, 2 }, Type = AttributeProto.Types.AttributeType.Ints });
        g.Model.Functions[1].Node.Insert(0, call);
        p.Finish(g.Node("local", "attend", [p.Split("q"), p.Split("k")]));

        PatternCheck.Run(p, scale: 1);
    }

    private static FunctionProto Function(string name, string[] inputs, string output, NodeProto last, params string[] attributes) => new()
    {
        Name = name,
        Domain = "local",
        Input = { inputs },
        Output = { output },
        Attribute = { attributes },
        OpsetImport = { new OperatorSetIdProto { Domain = "", Version = 17 }, new OperatorSetIdProto { Domain = "local", Version = 1 } },
        Node = { last },
    };

    /// <summary>softmax(q k^T) v, as a body that sees the tensors outside.</summary>
    private static GraphProto Branch(GraphBuilder g, string q, string k, string v)
    {
        var turned = Node("Transpose", "turned", k);
        turned.Attribute.Add(new AttributeProto { Name = "perm", Ints = { 0, 1, 3, 2 }, Type = AttributeProto.Types.AttributeType.Ints });
        var softmax = Node("Softmax", "weights", "logits");
        softmax.Attribute.Add(new AttributeProto { Name = "axis", I = -1, Type = AttributeProto.Types.AttributeType.Int });
        var body = new GraphProto { Name = "branch" };
        body.Node.Add([turned, Node("MatMul", "logits", q, "turned"), softmax, Node("MatMul", "context", "weights", v)]);
        body.Output.Add(new ValueInfoProto
        {
            Name = "context",
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = g.RealType } },
        });
        return body;
    }

    private static NodeProto Node(string op, string output, params string[] inputs) =>
        new() { OpType = op, Input = { inputs }, Output = { output } };
}
