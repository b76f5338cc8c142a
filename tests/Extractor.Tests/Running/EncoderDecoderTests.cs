using AttentionViz.Extractor.Running;
using AttentionViz.Extractor.Tests.Zoo;
using AttentionViz.V1;
using AttentionKind = AttentionViz.Extractor.Running.AttentionKind;
using TokenPair = AttentionViz.Extractor.Running.TokenPair;

namespace AttentionViz.Extractor.Tests.Running;

public sealed class EncoderDecoderTests : IDisposable
{
    private static readonly TokenPair[] Pairs =
    [
        new([1, 2, 3, 4, 5, 6, 7], [1, 9, 8]),
        new([12, 11], [1, 5, 4, 3, 2]),
        new([3, 3, 9], [1]),
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Load_EitherForm_GivesLayersInOrderWithTheirSides(bool parts)
    {
        using var model = Load(parts);

        var descriptor = model.Descriptor;
        Assert.Equal(ModelModality.TokenPairs, descriptor.Modality);
        Assert.Equal(
            [
                (0, AttentionKind.Self, TokenSide.Source, TokenSide.Source, false),
                (1, AttentionKind.Self, TokenSide.Target, TokenSide.Target, true),
                (2, AttentionKind.Cross, TokenSide.Target, TokenSide.Source, false),
                (3, AttentionKind.Self, TokenSide.Target, TokenSide.Target, true),
                (4, AttentionKind.Cross, TokenSide.Target, TokenSide.Source, false),
            ],
            descriptor.Layers.Select(l => (l.Layer, l.Kind, l.QuerySide, l.KeySide, l.Causal)));
        Assert.All(descriptor.Layers, l => Assert.True(l.VerifiedError < 1e-5, $"layer {l.Layer}: {l.VerifiedError}"));
        Assert.Equal((1, 13, true), (descriptor.DecoderStart, descriptor.VocabularySize, descriptor.SupportsPadding));
    }

    /// <summary>Sequences of other lengths on either side, so that both sides are padded, and apart.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void RunPairs_SidesOfUnevenLength_GivesTheVectorsOfTheReference(bool parts)
    {
        using var model = Load(parts);

        using var batch = model.RunPairs(Pairs, null, TestContext.Current.CancellationToken);

        Assert.Equal([7, 2, 3], batch.Lengths);
        Assert.Equal([3, 5, 1], batch.TargetLengths);
        AssertEqualsReference(model, batch);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void RunPairs_SomeLayers_GivesWhatTheWholeGives(bool parts)
    {
        using var model = Load(parts);

        foreach (int[] layers in new int[][] { [0], [2], [0, 4], [1, 3] })
        {
            using var batch = model.RunPairs(Pairs, new RunScope(layers), TestContext.Current.CancellationToken);
            Assert.Equal(layers, batch.Layers.Select(l => l.Layer));
            AssertEqualsReference(model, batch);
        }
    }

    /// <summary>Without a mask the encoder attends to padding, so lengths must not be mixed.</summary>
    [Fact]
    public void RunPairs_WithoutMask_KeepsLengthsApart()
    {
        EncoderDecoderGraph.Whole(masked: false).Save(_folder.Path);
        EncoderDecoderGraph.SaveConfig(_folder.Path);
        using var model = TestModel.Load(_folder.Path);

        using var batch = model.RunPairs(Pairs, null, TestContext.Current.CancellationToken);

        Assert.False(model.Descriptor.SupportsPadding);
        AssertEqualsReference(model, batch);
    }

    /// <summary>As T5 has it: positions decide within a side, products alone across sides.</summary>
    [Fact]
    public void RunPairs_BiasOfTheDecoder_GivesTheModelsOwnWeightsOfEachSequence()
    {
        const float Bias = 0.4f;
        EncoderDecoderGraph.Whole(masked: false, Bias).Save(_folder.Path);
        EncoderDecoderGraph.SaveConfig(_folder.Path);
        using var model = TestModel.Load(_folder.Path);

        using var batch = model.RunPairs(Pairs, null, TestContext.Current.CancellationToken);

        Assert.Equal([false, true, false, true, false], model.Descriptor.Layers.Select(l => l.HasBias));
        Assert.Equal([false, true, false, true, false], batch.Layers.Select(l => l.HasWeights));
        var layer = batch.Layers[1];
        for (var s = 0; s < Pairs.Length; s++)
        {
            var reference = EncoderDecoderReference.Run(Pairs[s].Source, Pairs[s].Target)[1];
            for (var i = 0; i < Pairs[s].Target.Length; i++)
            {
                var plain = reference.Weights(1, i).Select((w, j) => w * Math.Exp(Bias * j)).ToArray();
                for (var j = 0; j < plain.Length; j++) Assert.Equal(plain[j] / plain.Sum(), layer.Weights(s, 1)[(i * layer.KeyLength) + j], 1e-4);
            }
        }
    }

    [Fact]
    public void RunPairs_DecoderMergedWithItsCacheInASubfolder_GivesTheVectorsOfTheReference()
    {
        EncoderDecoderGraph.Encoder().Save(Path.Combine(_folder.Path, "onnx"), "encoder_model.onnx");
        EncoderDecoderGraph.MergedDecoder().Save(Path.Combine(_folder.Path, "onnx"), "decoder_model_merged.onnx");
        EncoderDecoderGraph.SaveConfig(_folder.Path);
        using var model = TestModel.Load(_folder.Path);

        using var batch = model.RunPairs(Pairs, null, TestContext.Current.CancellationToken);

        Assert.Equal(5, model.Descriptor.Layers.Count);
        AssertEqualsReference(model, batch);
    }

    [Fact]
    public void Sha256_EitherPartOrGenerationConfigChanged_Changes()
    {
        string Identity()
        {
            using var model = TestModel.Load(_folder.Path);
            return model.Descriptor.Sha256;
        }

        EncoderDecoderGraph.SaveParts(_folder.Path);
        EncoderDecoderGraph.SaveConfig(_folder.Path);
        var seen = new HashSet<string> { Identity() };
        EncoderDecoderGraph.Encoder().Save(_folder.Path, "encoder_model.onnx");
        Assert.False(seen.Add(Identity()));
        foreach (var (name, graph) in new[] { ("encoder_model.onnx", EncoderDecoderGraph.Encoder()), ("decoder_model.onnx", EncoderDecoderGraph.Decoder()) })
        {
            graph.Model.ProducerName = "another";
            graph.Save(_folder.Path, name);
            Assert.True(seen.Add(Identity()), name);
        }

        File.WriteAllText(Path.Combine(_folder.Path, "generation_config.json"), "{}");
        Assert.True(seen.Add(Identity()));
    }

    [Theory]
    [InlineData("""{"pad_token_id": 3}""", null, 3)]
    [InlineData("""{"pad_token_id": 3, "decoder_start_token_id": null}""", """{"decoder_start_token_id": 4}""", 4)]
    [InlineData("""{"vocab_size": 13}""", """{"pad_token_id": 2}""", 2)]
    [InlineData("""{"eos_token_id": 5}""", null, null)]
    public void DecoderStart_FromConfigElseGenerationConfigElsePad_IsTheFirstThatIsSaid(string config, string? generation, int? expected)
    {
        EncoderDecoderGraph.SaveParts(_folder.Path);
        EncoderDecoderGraph.SaveConfig(_folder.Path, config);
        if (generation is not null) File.WriteAllText(Path.Combine(_folder.Path, "generation_config.json"), generation);

        using var model = TestModel.Load(_folder.Path);

        Assert.Equal(expected, model.Descriptor.DecoderStart);
    }

    private AttentionModel Load(bool parts)
    {
        if (parts) EncoderDecoderGraph.SaveParts(_folder.Path);
        else EncoderDecoderGraph.Whole().Save(_folder.Path);
        EncoderDecoderGraph.SaveConfig(_folder.Path);
        return TestModel.Load(_folder.Path);
    }

    private static void AssertEqualsReference(AttentionModel model, AttentionBatch batch)
    {
        for (var s = 0; s < Pairs.Length; s++)
        {
            var reference = EncoderDecoderReference.Run(Pairs[s].Source, Pairs[s].Target);
            foreach (var layer in batch.Layers)
            {
                Assert.Equal(0.5, model.Descriptor.Layers[layer.Layer].Scale);
                for (var h = 0; h < EncoderDecoderGraph.Heads; h++)
                {
                    Close(reference[layer.Layer].Queries, h, layer.Query(s, h));
                    Close(reference[layer.Layer].Keys, h, layer.Key(s, h));
                    var norms = reference[layer.Layer].Values.Select(v => Math.Sqrt(ReferenceLayer.Head(v, h).Sum(x => x * x))).ToArray();
                    for (var i = 0; i < norms.Length; i++) Assert.Equal(norms[i], layer.ValueNorm(s, h)[i], 1e-4);
                }
            }
        }
    }

    private static void Close(double[][] expected, int head, ReadOnlySpan<float> actual)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            var row = ReferenceLayer.Head(expected[i], head);
            for (var d = 0; d < row.Length; d++) Assert.Equal(row[d], actual[(i * row.Length) + d], 1e-4);
        }
    }
}
