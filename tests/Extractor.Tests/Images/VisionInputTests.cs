using AttentionViz.Extractor.Onnx;
using AttentionViz.Extractor.Running;
using AttentionViz.Extractor.Tests.Zoo;
using Google.Protobuf;

namespace AttentionViz.Extractor.Tests.Images;

/// <summary>mini-vit with its input described in the ways that exporters have.</summary>
public sealed class VisionInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_EveryDimensionOpen_TakesThemFromTheFiles()
    {
        Change((graph, dims) =>
        {
            foreach (var dim in dims) dim.DimParam = "any";
        });

        AssertSame(new ImageInput(3, 64, 64, false, 65, new PatchGrid(8, 8, 1)), image => image);
    }

    [Fact]
    public void Load_NoConfiguration_FindsThePatchesInTheGraph()
    {
        Change((_, _) => { });
        File.Delete(_folder.File("config.json"));
        File.Delete(_folder.File("preprocessor_config.json"));

        AssertSame(new ImageInput(3, 64, 64, false, 65, new PatchGrid(8, 8, 1)), image => image);
    }

    [Fact]
    public void Load_ChannelsLast_IsFedThatWay()
    {
        Change((graph, dims) =>
        {
            (dims[1].DimValue, dims[3].DimValue) = (64, 3);
            graph.Node.Insert(0, new NodeProto { OpType = "Transpose", Name = "first", Input = { "pixel_values" }, Output = { "turned" } });
            graph.Node[0].Attribute.Add(new AttributeProto { Name = "perm", Type = AttributeProto.Types.AttributeType.Ints, Ints = { 0, 3, 1, 2 } });
            foreach (var node in graph.Node.Skip(1))
            {
                for (var i = 0; i < node.Input.Count; i++)
                    if (node.Input[i] == "pixel_values") node.Input[i] = "turned";
            }
        });

        AssertSame(new ImageInput(3, 64, 64, true, 65, new PatchGrid(8, 8, 1)), image =>
            [.. Enumerable.Range(0, 64 * 64).SelectMany(p => Enumerable.Range(0, 3).Select(c => image[(c * 64 * 64) + p]))]);
    }

    [Fact]
    public void Load_BatchOfTwoOnly_RunsThreeImages()
    {
        Change((_, dims) => dims[0].DimValue = 2);

        AssertSame(new ImageInput(3, 64, 64, false, 65, new PatchGrid(8, 8, 1)), image => image);
    }

    [Fact]
    public void Load_BrokenImageSizes_NamesTheFile()
    {
        Change((_, _) => { });
        File.WriteAllText(_folder.File("preprocessor_config.json"), "{\"size\": {");

        var fault = TestModel.Fault(_folder.Path);

        Assert.Equal(ModelFault.Unreadable, fault.Fault);
        Assert.Contains("preprocessor_config.json cannot be understood", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>The changed model gives, of images rearranged for it, what the original gives.</summary>
    private void AssertSame(ImageInput expected, Func<float[], float[]> rearrange)
    {
        var random = new Random(5);
        float[][] images = [.. Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, expected.Values).Select(_ => random.NextSingle()).ToArray())];
        using var original = TestModel.Load(ModelFolders.Bundled("mini-vit"));
        using var changed = TestModel.Load(_folder.Path);
        using var right = original.RunImages(images, ct: TestContext.Current.CancellationToken);

        using var found = changed.RunImages([.. images.Select(rearrange)], ct: TestContext.Current.CancellationToken);

        Assert.Equal(expected, changed.Descriptor.Image);
        foreach (var (a, b) in right.Layers.Zip(found.Layers))
        {
            for (var i = 0; i < a.Queries.Length; i++) Assert.Equal(a.Queries[i], b.Queries[i], 1e-3);
            for (var i = 0; i < a.Keys.Length; i++) Assert.Equal(a.Keys[i], b.Keys[i], 1e-3);
        }
    }

    private void Change(Action<GraphProto, IList<TensorShapeProto.Types.Dimension>> change)
    {
        var source = ModelFolders.Bundled("mini-vit");
        foreach (var name in new[] { "config.json", "preprocessor_config.json" }) File.Copy(Path.Combine(source, name), _folder.File(name));
        var model = OnnxFile.Read(Path.Combine(source, "model.onnx")).Model.Clone();
        change(model.Graph, model.Graph.Input[0].Type.TensorType.Shape.Dim);
        using var file = File.Create(_folder.File("model.onnx"));
        model.WriteTo(file);
    }
}
