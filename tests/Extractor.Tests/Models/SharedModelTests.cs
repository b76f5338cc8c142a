using AttentionViz.Extractor.Inspection;
using AttentionViz.Extractor.Tests.Zoo;

namespace AttentionViz.Extractor.Tests.Models;

/// <summary>Exports made by other people's tools.</summary>
public sealed class SharedModelTests
{
    [Theory]
    [InlineData("capp-gpt2", 4, 4, 4, 16, true)]
    [InlineData("stories260k", 5, 8, 4, 8, true)]
    [InlineData("vit-cifar", 3, 3, 3, 16, false)]
    [InlineData("rand-xlmr-tiny", 2, 2, 2, 16, false)]
    [InlineData("rand-gpt2-ms-attention", 5, 4, 4, 8, true)]
    public void Inspect_SharedModel_FindsAndProvesEveryLayer(string name, int layers, int heads, int keyHeads, int width, bool causal)
    {
        var report = ModelInspector.Inspect(ModelFolders.Shared(name), TestContext.Current.CancellationToken);

        Assert.Equal(name, report.Model);
        Assert.Equal(layers, report.Layers.Count);
        Assert.Empty(report.Notes);
        Assert.All(report.Layers, layer =>
        {
            Assert.Equal(("self", heads, keyHeads, width, causal), (layer.Kind, layer.Heads, layer.KeyHeads, layer.HeadWidth, layer.Causal));
            Assert.Equal(1 / Math.Sqrt(width), layer.Scale, 1e-6);
            Assert.True(layer.VerifiedError < 1e-4, $"layer {layer.Layer}: {layer.VerifiedError}");
        });
    }

    [Theory]
    [InlineData("capp-gpt2")]
    [InlineData("stories260k")]
    [InlineData("rand-xlmr-tiny")]
    public void Run_SequencesOfDifferentLengths_GiveWhatTheyGiveAlone(string name)
    {
        using var model = TestModel.Load(ModelFolders.Shared(name));
        int[][] sequences = [[4, 8, 15, 16, 23, 42], [7, 9, 11]];

        using var together = model.Vectors(sequences);
        using var alone = model.Vectors(sequences[1]);

        Assert.True(model.Descriptor.SupportsPadding);
        foreach (var (batch, single) in together.Layers.Zip(alone.Layers))
        {
            for (var h = 0; h < batch.Heads; h++)
            {
                var expected = single.Query(0, h);
                for (var i = 0; i < expected.Length; i++)
                    Assert.Equal(expected[i], batch.Query(1, h)[i], 1e-4);
            }
        }
    }
}
