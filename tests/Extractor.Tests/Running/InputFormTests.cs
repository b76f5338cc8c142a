using AttentionViz.Extractor.Running;
using AttentionViz.Extractor.Tests.Zoo;

namespace AttentionViz.Extractor.Tests.Running;

/// <summary>Inputs in the names, types and shapes that exporters give them; the model must still be proved.</summary>
public sealed class InputFormTests
{
    [Theory]
    [InlineData(GraphBuilder.Int64)]
    [InlineData(GraphBuilder.Int32)]
    [InlineData(GraphBuilder.Float)]
    [InlineData(GraphBuilder.Bool)]
    public void Load_MaskOfAnyType_IsFedOnesAndZeros(int type)
    {
        var p = new Projections(new GraphBuilder());
        var g = p.Graph;
        var mask = g.Node("Cast", [g.Input("attention_mask", type, "batch", "sequence")], ("to", GraphBuilder.Float));
        var hidden = g.Node("Mul", [g.Node("Sub", [g.Real(1), g.Node("Unsqueeze", [mask, g.Ints(1, 2)])]), g.Real(-10000)]);
        p.Finish(p.Softmax(g.Node("Add", [p.Score(p.Split("q"), p.Split("k")), hidden])));

        PaddingIsHidden(p);
    }

    [Theory]
    [InlineData(GraphBuilder.Float)]
    [InlineData(GraphBuilder.Bool)]
    [InlineData(GraphBuilder.Int32)]
    public void Load_MaskOfFourDimensions_IsAddedOrChosenBy(int type)
    {
        var p = new Projections(new GraphBuilder());
        var g = p.Graph;
        var mask = g.Input("attention_mask", type, "batch", 1, "queries", "keys");
        var logits = p.Score(p.Split("q"), p.Split("k"));
        logits = type == GraphBuilder.Float
            ? g.Node("Add", [logits, mask])
            : g.Node("Where", [g.Node("Cast", [mask], ("to", GraphBuilder.Bool)), logits, g.Real(-1e9f)]);
        p.Finish(p.Softmax(logits));

        PaddingIsHidden(p);
    }

    /// <summary>A decoder that is handed its whole mask is handed the causal one.</summary>
    [Fact]
    public void Load_MaskOfFourDimensionsBesideACache_IsCausal()
    {
        var p = new Projections(new GraphBuilder());
        var g = p.Graph;
        var mask = g.Input("attention_mask", GraphBuilder.Float, "batch", 1, "queries", "keys");
        var past = g.Input("past_key_values.0.key", GraphBuilder.Float, "batch", 2, "past", 4);
        var key = g.Node("Concat", [past, p.Split("k")], ("axis", 2));
        p.Finish(p.Softmax(g.Node("Add", [p.Score(p.Split("q"), key), mask])));

        Assert.True(PatternCheck.Run(p, scale: 1).Causal);
    }

    [Theory]
    [InlineData("past_0", 5)]
    [InlineData("past_key_values.0.key", 4)]
    [InlineData("cache.k.0", 3)]
    public void Load_CacheOfAnyRank_IsFedEmpty(string name, int rank)
    {
        var p = new Projections(new GraphBuilder());
        var g = p.Graph;
        var key = rank switch
        {
            3 => p.Split(g.Node("Concat", [g.Input(name, GraphBuilder.Float, "batch", "past", 8), p.Flat("k")], ("axis", 1)), 2),
            4 => g.Node("Concat", [g.Input(name, GraphBuilder.Float, "batch", 2, "past", 4), p.Split("k")], ("axis", 2)),
            _ => g.Node("Concat", [g.Node("Gather", [g.Input(name, GraphBuilder.Float, 2, "batch", 2, "past", 4), g.IntScalar(0)]), p.Split("k")], ("axis", 2)),
        };
        p.Finish(p.Softmax(p.Score(p.Split("q"), key)));
        PatternCheck.Run(p, scale: 1);
    }

    [Theory]
    [InlineData("position_ids", GraphBuilder.Int32, 2)]
    [InlineData("cache_position", GraphBuilder.Int64, 1)]
    [InlineData("position_ids", GraphBuilder.Int64, 3)]
    public void Load_PositionsOfAnyRank_CountTheTokens(string name, int type, int rank)
    {
        var p = new Projections(new GraphBuilder());
        var g = p.Graph;
        object[] dims = rank switch { 1 => ["sequence"], 2 => ["batch", "sequence"], _ => [3, "batch", "sequence"] };
        var positions = g.Input(name, type, dims);
        if (rank == 3)
            positions = g.Node("Gather", [positions, g.IntScalar(1)]);
        var shift = g.Node("Gather", [g.Weight("positions", 20, 8), positions]);
        var q = p.Split(g.Node("Add", [p.Flat("q"), shift]), 2);
        p.Finish(p.Softmax(p.Score(q, p.Split("k"))));
        var table = g.Values("positions", 20, 8);

        PatternCheck.Run(p, (x, h) => [.. x.Select((v, i) => v + table[(i / 4 * 8) + (h * 4) + (i % 4)])], scale: 1);
    }

    [Fact]
    public void Load_EmbeddingsInPlaceOfIds_AreMadeUpForInspection()
    {
        using var folder = new TemporaryFolder();
        var g = AttentionGraph.Build(new AttentionSpec { Mask = MaskKind.Add });
        var gather = g.Model.Graph.Node.First(n => n.OpType == "Gather");
        g.Input("inputs_embeds", GraphBuilder.Float, "batch", "sequence", 12);
        foreach (var node in g.Model.Graph.Node)
        {
            for (var i = 0; i < node.Input.Count; i++)
                node.Input[i] = node.Input[i] == gather.Output[0] ? "inputs_embeds" : node.Input[i];
        }

        g.Model.Graph.Node.Remove(gather);
        g.Save(folder.Path);
        using var model = TestModel.Load(folder.Path);

        Assert.Equal(ModelModality.Other, model.Descriptor.Modality);
        Assert.True(Assert.Single(model.Descriptor.Layers).VerifiedError < 1e-4);
    }

    [Theory]
    [InlineData("spectrogram", GraphBuilder.Float, 5)]
    [InlineData("input_ids", 8, 2)]
    [InlineData("pixel_mask", GraphBuilder.Int64, 3)]
    [InlineData("bool_masked_pos", GraphBuilder.Bool, 2)]
    [InlineData("past_key_values", GraphBuilder.Int8, 4)]
    [InlineData("waveform", GraphBuilder.Float, 2)]
    public void Load_InputThatCannotBeFed_IsNamedWithWhatCan(string name, int type, int rank)
    {
        using var folder = new TemporaryFolder();
        var p = new Projections(new GraphBuilder());
        var g = p.Graph;
        if (name == "input_ids")
            g.Model.Graph.Input[0].Type.TensorType.ElemType = type;
        else
            g.Input(name, type, [.. Enumerable.Repeat<object>("n", rank)]);
        var weights = p.Softmax(g.Node("Add", [p.Score(p.Split("q"), p.Split("k")), g.Node("Size", [name])]));
        p.Finish(weights).Save(folder.Path);

        var fault = TestModel.Fault(folder.Path);

        Assert.Equal(ModelFault.UnsupportedInput, fault.Fault);
        Assert.Contains($"'{name}'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("what can: token ids", fault.Message, StringComparison.Ordinal);
    }

    private static void PaddingIsHidden(Projections p)
    {
        Assert.False(PatternCheck.Run(p, scale: 1).Causal);
        using var folder = new TemporaryFolder();
        using var model = TestModel.Load(p.Graph.Save(folder.Path));
        Assert.False(Assert.Single(model.Descriptor.Layers).HasBias);
    }
}
