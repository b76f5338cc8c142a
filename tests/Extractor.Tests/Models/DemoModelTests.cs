using AttentionViz.Extractor.Running;
using AttentionViz.Extractor.Tests.Zoo;

namespace AttentionViz.Extractor.Tests.Models;

/// <summary>The bundled models: extraction against arithmetic done by hand on their weights.</summary>
public sealed class DemoModelTests
{
    private static readonly int[] Ids = [2, 101, 57, 900, 57, 12, 33, 3];

    [Theory]
    [InlineData("mini-bert")]
    [InlineData("mini-gpt")]
    public void Run_BundledModel_EqualsRecomputationFromItsWeights(string name)
    {
        var folder = ModelFolders.Bundled(name);
        var weights = new DemoWeights(folder);
        using var model = TestModel.Load(folder);

        using var batch = model.Vectors(Ids, Ids[..5]);

        var layer = batch.Layers[0];
        var hidden = weights.FirstLayerInput(Ids);
        Close(weights.Project(hidden, "query"), layer, 0, layer.Heads, (s, h) => layer.Query(s, h));
        Close(weights.Project(hidden, "key"), layer, 0, layer.KeyHeads, (s, h) => layer.Key(s, h));
        var shorter = weights.FirstLayerInput(Ids[..5]);
        Close(weights.Project(shorter, "query"), layer, 1, layer.Heads, (s, h) => layer.Query(s, h));
        Close(weights.Project(shorter, "key"), layer, 1, layer.KeyHeads, (s, h) => layer.Key(s, h));
    }

    [Theory]
    [InlineData("mini-bert", false)]
    [InlineData("mini-gpt", true)]
    public void Load_BundledModel_IsProved(string name, bool causal)
    {
        using var model = TestModel.Load(ModelFolders.Bundled(name));

        Assert.InRange(model.Descriptor.Layers.Count, 4, 6);
        Assert.All(model.Descriptor.Layers, layer =>
        {
            Assert.True(layer.IsVerified && layer.VerifiedError < 1e-5, $"{layer.VerifiedError}");
            Assert.Equal(causal, layer.Causal);
            Assert.Equal(1 / Math.Sqrt(layer.HeadWidth), layer.Scale, 1e-6);
        });
        Assert.True(model.Descriptor.SupportsPadding);
    }

    private delegate ReadOnlySpan<float> Rows(int sequence, int head);

    /// <param name="expected">[length, heads * width]</param>
    private static void Close(double[][] expected, LayerVectors layer, int sequence, int heads, Rows rows)
    {
        for (var h = 0; h < heads; h++)
        {
            var actual = rows(sequence, h);
            for (var l = 0; l < expected.Length; l++)
            {
                for (var d = 0; d < layer.HeadWidth; d++)
                    Assert.Equal(expected[l][(h * layer.HeadWidth) + d], actual[(l * layer.HeadWidth) + d], 1e-4);
            }
        }
    }
}
