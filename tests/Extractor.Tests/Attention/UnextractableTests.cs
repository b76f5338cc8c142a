using AttentionViz.Extractor.Running;
using AttentionViz.Extractor.Tests.Zoo;

namespace AttentionViz.Extractor.Tests.Attention;

/// <summary>Fused operators that are not taken apart: named, with the export that avoids them.</summary>
public sealed class UnextractableTests
{
    [Theory]
    [InlineData("PackedAttention", "without packing mode")]
    [InlineData("PackedMultiHeadAttention", "without packing mode")]
    [InlineData("DecoderMaskedMultiHeadAttention", "without use_decoder_masked_attention")]
    [InlineData("DecoderMaskedSelfAttention", "without use_decoder_masked_attention")]
    [InlineData("SparseAttention", "without fusing attention")]
    [InlineData("LongformerAttention", "without fusing attention")]
    [InlineData("PagedAttention", "for single sequences")]
    [InlineData("LinearAttention", "no softmax over keys")]
    [InlineData("QOrderedAttention", "without fusing its attention")]
    public void Load_NothingElse_NamesTheOperatorAndTheRemedy(string op, string remedy)
    {
        using var folder = new TemporaryFolder();
        Build(op).End("attended").Save(folder.Path);

        var fault = TestModel.Fault(folder.Path);

        Assert.Equal(ModelFault.NoAttention, fault.Fault);
        Assert.Contains($"{op} 'fused'", fault.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, fault.Message, StringComparison.Ordinal);
    }

    /// <summary>What comes before such an operator is still had; the operator is told of.</summary>
    [Fact]
    public void Load_AfterOtherLayers_LoadsThoseAndTells()
    {
        using var folder = new TemporaryFolder();
        var p = Build("LongformerAttention");
        p.Finish(p.Softmax(p.Score(p.Split("q"), p.Split("k")))).Save(folder.Path);

        using var model = TestModel.Load(folder.Path);

        Assert.Single(model.Descriptor.Layers);
        Assert.Contains("LongformerAttention 'fused' cannot be taken apart", Assert.Single(model.Descriptor.Notes), StringComparison.Ordinal);
    }

    /// <summary>What comes behind one cannot run where it cannot: the refusal says so with the remedy, not the operator alone.</summary>
    [Fact]
    public void Load_LayersBehindIt_AreRefusedWithTheRemedy()
    {
        using var folder = new TemporaryFolder();
        var p = Build("PackedAttention");
        var g = p.Graph;
        var logits = g.Node("MatMul", ["attended", p.Transpose(p.Hidden, 0, 2, 1)]);
        g.Output(g.Node("MatMul", [p.Softmax(logits), p.Hidden]));
        g.Save(folder.Path);

        var fault = TestModel.Fault(folder.Path);

        Assert.Equal(ModelFault.RejectedByRuntime, fault.Fault);
        Assert.Contains("without packing mode", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>The processor has a kernel for one query a run; the probe feeds whole sequences.</summary>
    [Fact]
    public void Load_OperatorOfOneQuery_IsRefusedWithTheRemedy()
    {
        using var folder = new TemporaryFolder();
        var p = new Projections(new GraphBuilder());
        var attended = p.Graph.Node("com.microsoft", "DecoderMaskedMultiHeadAttention", [p.Flat("q"), p.Flat("k"), p.Flat("v")], ("num_heads", 2));
        var logits = p.Score(p.Split(attended, 2), p.Split("k"));
        p.Finish(p.Softmax(logits)).Save(folder.Path);

        var fault = TestModel.Fault(folder.Path);

        Assert.Equal(ModelFault.RejectedByRuntime, fault.Fault);
        Assert.Contains("sees one query a run", fault.Message, StringComparison.Ordinal);
    }

    private static Projections Build(string op)
    {
        var p = new Projections(new GraphBuilder());
        p.Graph.Node("com.microsoft", op, [p.Hidden, p.Hidden, p.Hidden], ("num_heads", 2));
        var node = p.Graph.Model.Graph.Node[^1];
        (node.Name, node.Output[0]) = ("fused", "attended");
        return p;
    }
}
