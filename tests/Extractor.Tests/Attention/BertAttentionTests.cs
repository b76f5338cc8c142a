using AttentionViz.Extractor.Running;
using AttentionViz.Extractor.Tests.Zoo;

namespace AttentionViz.Extractor.Tests.Attention;

/// <summary>com.microsoft Attention, which holds the projection too, in the forms of its schema.</summary>
public sealed class BertAttentionTests
{
    private const int Heads = 3, Width = 12;

    private static readonly int[] Ids = [3, 7, 1, 30, 7];

    [Theory]
    [InlineData("[B]", false)]
    [InlineData("[2B]", false)]
    [InlineData("[3B+2]", false)]
    [InlineData("[B, L]", false)]
    [InlineData("[B, L]", true)]
    [InlineData("[B]", true)]
    [InlineData("[B, L, L]", false)]
    public void Run_MaskIndex_IsReplayed(string form, bool unidirectional)
    {
        var layer = Check(mask: p => PaddingMasks.Add(p, form), attributes: ("unidirectional", unidirectional ? 1 : 0));

        Assert.Equal((unidirectional || form == "[B, L, L]", false), (layer.Causal, layer.HasBias));
    }

    /// <summary>A mask of one column stands for none: optimizers of GPT-2 write it where the operator wants a mask.</summary>
    [Fact]
    public void Run_MaskOfOneColumn_HidesNothing() => Check(mask: p => p.Graph.Node(
        "Slice", [PaddingMasks.Add(p, "[B, L]"), p.Graph.Ints(0), p.Graph.Ints(1), p.Graph.Ints(1)]));

    /// <summary>Megatron's mask [B, 1, M, M]: the processor has no kernel for it, and ONNX Runtime says so.</summary>
    [Fact]
    public void Load_MaskOfFourDimensions_IsRefusedOnTheProcessor()
    {
        using var folder = new TemporaryFolder();
        Build(p => PaddingMasks.Add(p, "[B, 1, L, L]"), _ => "").Graph.Save(folder.Path);

        var fault = TestModel.Fault(folder.Path);

        Assert.Equal(ModelFault.RejectedByRuntime, fault.Fault);
        Assert.Contains("4D mask", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>Past keys and values in one tensor [2, B, H, P, d].</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_Cache_IsFedEmpty(bool masked)
    {
        var layer = Check(
            mask: p => masked ? PaddingMasks.Add(p, "[B, L]") : "",
            past: g => g.Input("past_0", GraphBuilder.Float, 2, "batch", Heads, "past", Width / Heads),
            attributes: ("unidirectional", 1));

        Assert.True(layer.Causal);
    }

    [Fact]
    public void Run_ScaleOfItsOwn_IsTaken() => Assert.Equal(0.25, Check(attributes: ("scale", 0.25f)).Scale, 1e-6);

    private static AttentionLayer Check(Func<Projections, string>? mask = null, Func<GraphBuilder, string>? past = null, params (string, object)[] attributes)
    {
        using var folder = new TemporaryFolder();
        var g = Build(mask ?? (_ => ""), past ?? (_ => ""), attributes).Graph;
        using var model = TestModel.Load(g.Save(folder.Path));
        using var batch = model.Vectors(Ids);
        var layer = Assert.Single(model.Descriptor.Layers);
        Assert.Equal((Heads, Width / Heads), (layer.Heads, layer.HeadWidth));
        Assert.True(layer.VerifiedError < 1e-5, $"{layer.VerifiedError}");
        var (embedding, weight, bias) = (g.Values("embedding", 31, Width), g.Values("packed", Width, 3 * Width), g.Values("bias", 3 * Width));
        for (var l = 0; l < Ids.Length; l++)
        {
            double[] row = [.. Enumerable.Range(0, 3 * Width).Select(column => bias[column] + Enumerable.Range(0, Width)
                .Sum(i => (double)embedding[(Ids[l] * Width) + i] * weight[(i * 3 * Width) + column]))];
            for (var h = 0; h < Heads; h++)
            {
                for (var d = 0; d < 4; d++)
                {
                    Assert.Equal(row[(h * 4) + d], batch.Layers[0].Query(0, h)[(l * 4) + d], 1e-4);
                    Assert.Equal(row[Width + (h * 4) + d], batch.Layers[0].Key(0, h)[(l * 4) + d], 1e-4);
                }

                var norm = Math.Sqrt(row.Skip((2 * Width) + (h * 4)).Take(4).Sum(x => x * x));
                Assert.Equal(norm, batch.Layers[0].ValueNorm(0, h)[l], 1e-4);
            }
        }

        return layer;
    }

    private static Projections Build(Func<Projections, string> mask, Func<GraphBuilder, string> past, params (string, object)[] attributes)
    {
        var p = new Projections(new GraphBuilder(), Heads, Heads, Width / Heads);
        var g = p.Graph;
        string[] inputs = [p.Hidden, g.Weight("packed", Width, 3 * Width), g.Weight("bias", 3 * Width), mask(p), past(g)];
        var outputs = g.Nodes("com.microsoft", "Attention", inputs[4].Length > 0 ? 2 : 1, inputs, [("num_heads", Heads), .. attributes]);
        p.End(outputs[0]);
        return p;
    }
}
