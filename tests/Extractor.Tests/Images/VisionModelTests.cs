using System.Text.Json.Nodes;
using AttentionViz.Extractor.Models;
using AttentionViz.Extractor.Onnx;
using AttentionViz.Extractor.Running;
using AttentionViz.Extractor.Tests.Zoo;
using AttentionViz.Pipeline.Corpora;
using AttentionViz.Pipeline.Corpora.Images;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;

namespace AttentionViz.Extractor.Tests.Images;

/// <summary>Vision transformers, against the untouched graph run by ONNX Runtime alone.</summary>
public sealed class VisionModelTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("mini-vit", 64, 8, 4, 4)]
    [InlineData("vit-cifar", 32, 4, 3, 3)]
    public void RunImages_RandomImages_GiveTheAttentionOfTheWholeModel(string name, int side, int grid, int layers, int heads)
    {
        var folder = name == "mini-vit" ? ModelFolders.Bundled(name) : ModelFolders.Shared(name);
        using var model = TestModel.Load(folder);
        var input = model.Descriptor.Image!;
        Assert.Equal(new ImageInput(3, side, side, false, (grid * grid) + 1, new PatchGrid(grid, grid, 1)), input);
        Assert.Equal(layers, model.Descriptor.Layers.Count);
        var random = new Random(3);
        float[][] images = [.. Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, input.Values).Select(_ => (random.NextSingle() * 2) - 1).ToArray())];

        using var batch = model.RunImages(images, ct: Stop);

        for (var image = 0; image < images.Length; image++)
        {
            var expected = RunWhole(folder, input, images[image], softmax: true);
            Assert.Equal(layers, expected.Count);
            for (var layer = 0; layer < layers; layer++)
            {
                for (var head = 0; head < heads; head++)
                    AssertClose(expected[layer].AsSpan(head * input.Tokens * input.Tokens, input.Tokens * input.Tokens), Attention(model, batch.Layers[layer], image, head), input.Tokens);
            }
        }
    }

    [Fact]
    public void Run_ModelFedByPixels_RefusesTokenIds()
    {
        using var model = TestModel.Load(ModelFolders.Bundled("mini-vit"));

        var fault = Assert.Throws<ModelLoadException>(() => model.Vectors([1, 2]));
        Assert.Equal(ModelFault.UnsupportedInput, fault.Fault);
        Assert.Contains("is fed by images, not by token ids", fault.Message, StringComparison.Ordinal);
        Assert.Contains("takes 12288", Assert.Throws<ArgumentException>(() => model.RunImages([new float[5]], ct: Stop)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => model.RunImages([], ct: Stop));
    }

    [Fact]
    public void RunImages_ModelFedByTokens_IsRefused()
    {
        using var model = TestModel.Load(ModelFolders.Bundled("mini-bert"));

        Assert.Contains("is not fed by images", Assert.Throws<ModelLoadException>(() => model.RunImages([new float[5]], ct: Stop)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MiniVit_OnTheSampleImages_ToldWhatIsOnThem()
    {
        // Decoding, resizing, normalising and the export: all of it must be right for this.
        var folder = ModelFolders.Bundled("mini-vit");
        using var loaded = LoadedModel.Load(folder, new ModelOptions { Device = ModelDevice.Cpu }, Stop);
        Assert.Null(loaded.Images!.Note);
        var labels = JsonNode.Parse(File.ReadAllBytes(Path.Combine(folder, "config.json")))!["id2label"]!.AsObject()
            .OrderBy(l => int.Parse(l.Key, System.Globalization.CultureInfo.InvariantCulture)).Select(l => ((string)l.Value!).Split(": ")).ToList();
        using var file = File.OpenRead(Path.Combine(folder, "..", "..", "samples", "shapes.zip"));
        using var archive = ImageArchive.Open(file, new CorpusLimits());
        var (right, told) = (0, 0);
        Assert.Equal(60, archive.Count);
        foreach (var (record, content) in archive.Read())
        {
            var logits = RunWhole(folder, loaded.Model.Descriptor.Image!, loaded.Images.Prepare(content).ToTensor(), softmax: false)[0];
            foreach (var target in labels.Select((l, i) => (Name: l[0], Value: l[1], Logit: logits[i])).GroupBy(l => l.Name))
            {
                told++;
                if (target.MaxBy(l => l.Logit).Value == record.Metadata[target.Key].ToString()) right++;
            }
        }

        Assert.Equal(300, told);
        Assert.True(right >= 285, $"{right} of {told} right");
    }

    /// <summary>Softmax outputs (in graph order) or the first output of the model as it came, for one image.</summary>
    private static List<float[]> RunWhole(string folder, ImageInput input, float[] image, bool softmax)
    {
        var model = OnnxFile.Read(Path.Combine(folder, "model.onnx")).Model.Clone();
        List<string> wanted = softmax ? [.. model.Graph.Node.Where(n => n.OpType == "Softmax").Select(n => n.Output[0])] : [model.Graph.Output[0].Name];
        if (softmax) model.Graph.Output.AddRange(wanted.Select(name => new ValueInfoProto { Name = name }));
        using var session = new InferenceSession(model.ToByteArray());
        using var pixels = OrtValue.CreateTensorValueFromMemory(image, [1, input.Channels, input.Height, input.Width]);
        using var options = new RunOptions();
        using var results = session.Run(options, [session.InputNames[0]], [pixels], wanted);
        return [.. results.Select(r => r.GetTensorDataAsSpan<float>().ToArray())];
    }

    private static float[] Attention(AttentionModel model, LayerVectors vectors, int image, int head)
    {
        var layer = model.Descriptor.Layers[vectors.Layer];
        var (queries, keys, width) = (vectors.Query(image, head).ToArray(), vectors.Key(image, layer.KeyHeadOf[head]).ToArray(), layer.HeadWidth);
        var length = queries.Length / width;
        var weights = new float[length * length];
        for (var i = 0; i < length; i++)
        {
            var exps = Enumerable.Range(0, length)
                .Select(j => Math.Exp(layer.Scale * Enumerable.Range(0, width).Sum(d => (double)queries[(i * width) + d] * keys[(j * width) + d]))).ToArray();
            var sum = exps.Sum();
            for (var j = 0; j < length; j++) weights[(i * length) + j] = (float)(exps[j] / sum);
        }

        return weights;
    }

    private static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, int tokens)
    {
        Assert.Equal(tokens * tokens, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs(expected[i] - actual[i]) <= 1e-3 * Math.Max(expected[i], 1e-3)))
                Assert.Fail($"query {i / tokens}, key {i % tokens}: {expected[i]} in the model, {actual[i]} recomputed");
        }
    }
}
