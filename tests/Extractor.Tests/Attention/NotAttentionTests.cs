using AttentionViz.Extractor.Attention;
using AttentionViz.Extractor.Onnx;
using AttentionViz.Extractor.Running;
using AttentionViz.Extractor.Tests.Zoo;

namespace AttentionViz.Extractor.Tests.Attention;

/// <summary>Softmaxes that are no attention, and attention that is reported but not taken.</summary>
public sealed class NotAttentionTests
{
    [Fact]
    public void Find_ClassifierSoftmax_IsNotTaken()
    {
        var g = AttentionGraph.Build(new AttentionSpec());
        g.Output(g.Node("Softmax", [g.Model.Graph.Output[0].Name], ("axis", -1)));

        Assert.Single(AttentionFinder.Find(g.Model).Sites);
    }

    /// <summary>A learned vector scores the positions; their weighted mean is the sentence.</summary>
    [Fact]
    public void Find_PoolingSoftmax_IsNotTaken()
    {
        var g = new GraphBuilder();
        var hidden = Embedded(g);
        var scores = g.Node("MatMul", [hidden, g.Weight("query", 4, 1)]);
        var weights = g.Node("Softmax", [g.Node("Transpose", [scores], ("perm", new long[] { 0, 2, 1 }))], ("axis", -1));
        g.Output(g.Node("MatMul", [weights, hidden]));

        Assert.Empty(AttentionFinder.Find(g.Model).Sites);
    }

    /// <summary>Similarities between two sets, as in contrastive models: nothing is mixed with the weights.</summary>
    [Fact]
    public void Find_SimilaritySoftmax_IsNotTaken()
    {
        var g = new GraphBuilder();
        var hidden = Embedded(g);
        var product = g.Node("MatMul", [hidden, g.Node("Transpose", [hidden], ("perm", new long[] { 0, 2, 1 }))]);
        g.Output(g.Node("Softmax", [product], ("axis", -1)));

        Assert.Empty(AttentionFinder.Find(g.Model).Sites);
    }

    /// <summary>Weights as the right operand of a product are summed over its rows: over queries, here.</summary>
    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void Find_WeightsSummedOverTheWrongAxis_AreNotTaken(int axis)
    {
        var p = new Projections(new GraphBuilder());
        var weights = p.Graph.Node("Softmax", [p.Score(p.Split("q"), p.Split("k"))], ("axis", axis));
        p.Graph.Output(p.Graph.Node("MatMul", [p.Transpose(p.Split("v"), 0, 1, 3, 2), weights]));

        Assert.Empty(AttentionFinder.Find(p.Graph.Model).Sites);
    }

    [Fact]
    public void Find_AttentionInsideIf_IsReported()
    {
        var g = AttentionGraph.Build(new AttentionSpec());
        var body = new GraphProto { Name = "branch" };
        body.Node.Add(new NodeProto { OpType = "Softmax", Input = { g.Model.Graph.Output[0].Name }, Output = { "inner" } });
        body.Output.Add(new ValueInfoProto { Name = "inner" });
        g.Node("If", [g.Node("Cast", [g.Real(1)], ("to", 9))], ("then_branch", body), ("else_branch", body.Clone()));

        var found = AttentionFinder.Find(g.Model);

        Assert.Single(found.Sites);
        Assert.Contains("body of If", Assert.Single(found.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_LogitsThroughAnotherOperator_AreRefusedUnlessAllowed()
    {
        using var folder = new TemporaryFolder();
        var g = AttentionGraph.Build(new AttentionSpec(), layers: 2);
        var softmax = g.Model.Graph.Node.First(n => n.OpType == "Softmax");
        var cap = new NodeProto { OpType = "Relu", Input = { softmax.Input[0] }, Output = { "capped" } };
        g.Model.Graph.Node.Insert(g.Model.Graph.Node.IndexOf(softmax), cap);
        softmax.Input[0] = "capped";
        g.Save(folder.Path);

        var fault = TestModel.Fault(folder.Path);
        using var allowed = TestModel.Load(folder.Path, allowUnverified: true);

        Assert.Equal(ModelFault.Unverified, fault.Fault);
        Assert.Contains("Relu", fault.Message, StringComparison.Ordinal);
        Assert.Single(allowed.Descriptor.Layers);
        Assert.Contains("Relu", Assert.Single(allowed.Descriptor.Notes), StringComparison.Ordinal);
    }

    private static string Embedded(GraphBuilder g) =>
        g.Node("Gather", [g.Weight("embedding", 7, 4), g.Input("input_ids", GraphBuilder.Int64, "b", "s")]);
}
