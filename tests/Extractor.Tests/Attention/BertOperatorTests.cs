using AttentionViz.Extractor.Running;
using AttentionViz.Extractor.Tests.Zoo;

namespace AttentionViz.Extractor.Tests.Attention;

/// <summary>Graphs as ONNX Runtime's optimizer leaves BERT: fused embeddings, fused sums and norms, fused attention.</summary>
public sealed class BertOperatorTests
{
    private const int Width = 12, Vocabulary = 31;

    [Fact]
    public void Load_OptimizedBert_IsProvedLayerByLayer()
    {
        using var folder = new TemporaryFolder();
        Build().Save(folder.Path);

        using var model = TestModel.Load(folder.Path);
        using var padded = model.Vectors([3, 7, 1, 30, 7], [2, 9, 4]);
        using var alone = model.Vectors([2, 9, 4]);

        Assert.Equal(2, model.Descriptor.Layers.Count);
        Assert.All(model.Descriptor.Layers, layer => Assert.True(layer.VerifiedError < 1e-4, $"{layer.VerifiedError}"));
        Assert.Equal((Vocabulary, 16), (model.Descriptor.VocabularySize!.Value, model.Descriptor.MaxLength!.Value));
        Assert.True(model.Descriptor.SupportsPadding);
        for (var i = 0; i < 3 * 4; i++)
            Assert.Equal(alone.Layers[1].Query(0, 2)[i], padded.Layers[1].Query(1, 2)[i], 1e-4);
    }

    /// <summary>The processor has no kernel for it, so nothing could be proved there; the refusal says what to export instead.</summary>
    [Fact]
    public void Load_AttentionThatRotatesByItself_IsRefusedOnTheProcessor()
    {
        using var folder = new TemporaryFolder();
        var g = new GraphBuilder();
        var x = g.Node("Gather", [g.Weight("embedding", 9, 64), g.Input("input_ids", GraphBuilder.Int64, "b", "s")]);
        g.Output(g.Node("com.microsoft", "Attention", [x, g.Weight("packed", 64, 192), g.Weight("bias", 192)], ("num_heads", 2), ("do_rotary", 1), ("unidirectional", 1)));
        g.Save(folder.Path);

        var fault = TestModel.Fault(folder.Path);

        Assert.Equal(ModelFault.RejectedByRuntime, fault.Fault);
        Assert.Contains("fuse the model with MHA + RotaryEmbedding", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>The first layer's queries against the norm of the summed embeddings times the weight.</summary>
    [Fact]
    public void Run_OptimizedBert_GivesVectorsOfTheWeights()
    {
        using var folder = new TemporaryFolder();
        var g = Build();
        using var model = TestModel.Load(g.Save(folder.Path));
        using var batch = model.Vectors([3, 7]);

        var (words, positions, types) = (g.Values("words", Vocabulary, Width), g.Values("positions", 16, Width), g.Values("types", 2, Width));
        var weight = g.Values("packed0", Width, 3 * Width);
        foreach (var (id, at) in new[] { (3, 0), (7, 1) })
        {
            double[] sum = [.. Enumerable.Range(0, Width).Select(i => (double)words[(id * Width) + i] + positions[(at * Width) + i] + types[i])];
            var mean = sum.Average();
            var deviation = Math.Sqrt(sum.Average(x => (x - mean) * (x - mean)) + 1e-5);
            for (var c = 0; c < Width; c++)
            {
                var expected = Enumerable.Range(0, Width).Sum(i => (sum[i] - mean) / deviation * weight[(i * 3 * Width) + c]);
                Assert.Equal(expected, batch.Layers[0].Query(0, c / 4)[(at * 4) + (c % 4)], 1e-4);
            }
        }
    }

    private static GraphBuilder Build()
    {
        var g = new GraphBuilder();
        string Ids(string name) => g.Input(name, GraphBuilder.Int32, "batch", "sequence");
        string Ones() => g.Floats([.. Enumerable.Repeat(1f, Width)], Width);
        string Zeros(int size) => g.Floats(new float[size], size);
        var mask = Ids("attention_mask");
        var embedded = g.Nodes(
            "com.microsoft", "EmbedLayerNormalization", 2,
            [Ids("input_ids"), Ids("token_type_ids"), g.Weight("words", Vocabulary, Width), g.Weight("positions", 16, Width), g.Weight("types", 2, Width), Ones(), Zeros(Width), mask],
            ("epsilon", 1e-5f));
        var hidden = embedded[0];
        for (var layer = 0; layer < 2; layer++)
        {
            var attended = g.Node(
                "com.microsoft", "Attention",
                [hidden, g.Weight($"packed{layer}", Width, 3 * Width), Zeros(3 * Width), embedded[1]], ("num_heads", 3));
            hidden = g.Node("com.microsoft", "SkipLayerNormalization", [attended, hidden, Ones(), Zeros(Width)], ("epsilon", 1e-5f));
        }

        g.Output(g.Node("MatMul", [hidden, g.Weight("head", Width, Vocabulary)]));
        return g;
    }
}
