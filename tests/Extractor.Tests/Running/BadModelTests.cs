using System.Text;
using AttentionViz.Extractor.Running;
using AttentionViz.Extractor.Tests.Zoo;
using Google.Protobuf;

namespace AttentionViz.Extractor.Tests.Running;

/// <summary>Models that cannot be used: each says which file, what is wrong and what to do, in one line.</summary>
public sealed class BadModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_MissingFolder_IsNotFound() =>
        Expect(_folder.File("nowhere"), ModelFault.NotFound, "nowhere does not exist");

    [Fact]
    public void Load_FolderWithoutGraph_IsNotFound() =>
        Expect(_folder.Path, ModelFault.NotFound, "holds no model.onnx");

    [Fact]
    public void Load_FolderWithSeveralGraphs_AsksWhich()
    {
        File.WriteAllBytes(_folder.File("encoder.onnx"), [1]);
        File.WriteAllBytes(_folder.File("decoder.onnx"), [1]);
        Expect(_folder.Path, ModelFault.NotFound, "2 .onnx files");
    }

    [Fact]
    public void Load_EmptyFile_IsUnreadable()
    {
        File.WriteAllBytes(_folder.File("model.onnx"), []);
        Expect(_folder.Path, ModelFault.Unreadable, "is empty");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    [InlineData(90)]
    public void Load_TruncatedFile_IsUnreadable(int percent)
    {
        var bytes = AttentionGraph.Build(new AttentionSpec()).Model.ToByteArray();
        File.WriteAllBytes(_folder.File("model.onnx"), bytes[..(bytes.Length * percent / 100)]);
        Expect(_folder.Path, ModelFault.Unreadable, "model.onnx");
    }

    [Fact]
    public void Load_TextFile_IsUnreadable()
    {
        File.WriteAllText(_folder.File("model.onnx"), "version https://git-lfs.github.com/spec/v1\n", Encoding.ASCII);
        Expect(_folder.Path, ModelFault.Unreadable, "is not an ONNX model");
    }

    [Fact]
    public void Load_NoAttention_SaysSo()
    {
        var g = new GraphBuilder();
        var hidden = g.Node("Gather", [g.Weight("embedding", 7, 4), g.Input("input_ids", GraphBuilder.Int64, "b", "s")]);
        g.Output(g.Node("Softmax", [g.Node("MatMul", [hidden, g.Weight("head", 4, 7)])], ("axis", -1)));
        g.Save(_folder.Path);
        Expect(_folder.Path, ModelFault.NoAttention, "no attention was found");
    }

    [Fact]
    public void Load_UnknownInput_NamesItWithItsShape()
    {
        var g = AttentionGraph.Build(new AttentionSpec());
        Reroute(g, g.Input("spectrogram", GraphBuilder.Float, "batch", 80, 3000, 2, 1));
        g.Save(_folder.Path);
        Expect(_folder.Path, ModelFault.UnsupportedInput, "'spectrogram' Float[batch, 80, 3000, 2, 1]");
    }

    [Fact]
    public void Load_UnregisteredOperator_NamesIt()
    {
        var g = AttentionGraph.Build(new AttentionSpec());
        Reroute(g, g.Node("com.example", "Mystery", [g.Real(0)]));
        g.Save(_folder.Path);
        Expect(_folder.Path, ModelFault.RejectedByRuntime, "Mystery");
    }

    [Fact]
    public void Load_NodeWithoutInputs_IsUnreadable()
    {
        var g = AttentionGraph.Build(new AttentionSpec());
        g.Model.Graph.Node.First(n => n.OpType == "Softmax").Input.Clear();
        g.Save(_folder.Path);
        Expect(_folder.Path, ModelFault.Unreadable, "without its required inputs");
    }

    [Fact]
    public void Load_UnknownOpset_IsRejected()
    {
        var g = AttentionGraph.Build(new AttentionSpec());
        g.Model.OpsetImport[0].Version = 999;
        g.Save(_folder.Path);
        Expect(_folder.Path, ModelFault.RejectedByRuntime, "999");
    }

    [Fact]
    public void Load_MissingExternalData_NamesTensorAndFile()
    {
        ExternalWeights.Move(AttentionGraph.Build(new AttentionSpec()).Model, _folder.Path, "weights.bin");
        File.Delete(_folder.File("weights.bin"));
        Expect(_folder.Path, ModelFault.MissingExternalData, "'weights.bin', which is missing");
    }

    [Fact]
    public void Load_ExternalDataCutShort_SaysSizes()
    {
        ExternalWeights.Move(AttentionGraph.Build(new AttentionSpec()).Model, _folder.Path, "weights.bin");
        File.WriteAllBytes(_folder.File("weights.bin"), new byte[10]);
        Expect(_folder.Path, ModelFault.MissingExternalData, "has 10 bytes");
    }

    [Fact]
    public void Load_ExternalDataOutsideTheFolder_IsRefused()
    {
        ExternalWeights.Move(AttentionGraph.Build(new AttentionSpec()).Model, _folder.Path, "../weights.bin");
        File.Delete(_folder.File("../weights.bin"));
        Expect(_folder.Path, ModelFault.MissingExternalData, "not inside the model's folder");
    }

    [Fact]
    public void Load_WeightsThatAreNotNumbers_IsUnverified()
    {
        var g = AttentionGraph.Build(new AttentionSpec());
        var embedding = g.Model.Graph.Initializer.First(t => t.Name == "embedding");
        embedding.RawData = ByteString.CopyFrom([.. Enumerable.Repeat(new byte[] { 0, 0, 0xC0, 0x7F }, embedding.RawData.Length / 4).SelectMany(b => b)]);
        g.Save(_folder.Path);
        Expect(_folder.Path, ModelFault.Unverified, "not finite");
    }

    /// <summary>Numbers that are none in one layer leave those before it as they are: the refusal says which it is.</summary>
    [Fact]
    public void Load_LaterLayerIsNotFinite_NamesThatLayer()
    {
        var g = AttentionGraph.Build(new AttentionSpec(), layers: 3);
        var weight = g.Model.Graph.Initializer.First(t => t.Name == "k1.weight");
        weight.RawData = ByteString.CopyFrom([.. Enumerable.Repeat(new byte[] { 0, 0, 0xC0, 0x7F }, weight.RawData.Length / 4).SelectMany(b => b)]);
        g.Save(_folder.Path);
        Expect(_folder.Path, ModelFault.Unverified, "layer 1: recomputed attention could not be compared");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void Load_OpsetFromBeforeTheOperators_IsRejected(int opset)
    {
        var g = AttentionGraph.Build(new AttentionSpec());
        g.Model.OpsetImport[0].Version = opset;
        g.Save(_folder.Path);
        Expect(_folder.Path, ModelFault.RejectedByRuntime, "rejected by ONNX Runtime");
    }

    [Fact]
    public void Load_PoolingSoftmaxOnly_SaysThereIsNoAttention()
    {
        var g = new GraphBuilder();
        var hidden = g.Node("Gather", [g.Weight("embedding", 7, 4), g.Input("input_ids", GraphBuilder.Int64, "b", "s")]);
        var scores = g.Node("Transpose", [g.Node("MatMul", [hidden, g.Weight("query", 4, 1)])], ("perm", new long[] { 0, 2, 1 }));
        g.Output(g.Node("MatMul", [g.Node("Softmax", [scores], ("axis", -1)), hidden]));
        g.Save(_folder.Path);
        Expect(_folder.Path, ModelFault.NoAttention, "no attention was found");
    }

    [Fact]
    public void Load_NoInputs_SaysThatNothingIsFed()
    {
        var p = new Projections(new GraphBuilder());
        p.Graph.Model.Graph.Input.Clear();
        var ids = p.Graph.Ints(3, 7, 1);
        p.Graph.Model.Graph.Node[0].Input[1] = p.Graph.Node("Unsqueeze", [ids, p.Graph.Ints(0)]);
        var nodes = p.Graph.Model.Graph.Node;
        (nodes[0], nodes[1]) = (nodes[1], nodes[0]);
        p.Finish(p.Softmax(p.Score(p.Split("q"), p.Split("k")))).Save(_folder.Path);
        Expect(_folder.Path, ModelFault.NoAttention, "no attention was found");
    }

    [Fact]
    public void Load_HeadsWithoutComponents_SaysSo()
    {
        var p = new Projections(new GraphBuilder(), headWidth: 0);
        var g = p.Graph;
        string Split(string name) => p.Transpose(g.Node("Reshape", [p.Flat(name), g.Node("Concat", [g.Node("Shape", [p.Hidden], ("end", 2)), g.Ints(2, 0)], ("axis", 0))], ("allowzero", 1)), 0, 2, 1, 3);
        g.Output(g.Node("MatMul", [p.Softmax(p.Score(Split("q"), Split("k"))), Split("v")]));
        g.Save(_folder.Path);
        Expect(_folder.Path, ModelFault.Unverified, "hold no numbers");
    }

    [Fact]
    public void Load_InputNamedTwice_IsRejected()
    {
        var g = AttentionGraph.Build(new AttentionSpec());
        g.Model.Graph.Input.Add(g.Model.Graph.Input[0].Clone());
        g.Save(_folder.Path);
        Expect(_folder.Path, ModelFault.RejectedByRuntime, "input_ids");
    }

    [Fact]
    public void Load_BrokenConfig_NamesIt()
    {
        AttentionGraph.Build(new AttentionSpec()).Save(_folder.Path);
        File.WriteAllText(_folder.File("config.json"), "{");
        Expect(_folder.Path, ModelFault.Unreadable, "config.json");
    }

    [Fact]
    public void Load_CudaOnACpuBuild_SaysHowToBuild()
    {
        Assert.SkipWhen(Microsoft.ML.OnnxRuntime.OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider"), "this build has CUDA");
        var options = new ModelOptions { Device = ModelDevice.Cuda };
        var fault = Assert.Throws<ModelLoadException>(() => AttentionModel.Load(_folder.Path, options, TestContext.Current.CancellationToken));
        Assert.Equal(ModelFault.DeviceUnavailable, fault.Fault);
        Assert.Contains("OnnxRuntimeFlavor=Gpu", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>Adds a tensor to the embeddings, so that everything depends on it.</summary>
    private static void Reroute(GraphBuilder g, string tensor)
    {
        var first = g.Model.Graph.Node.First(n => n.OpType == "Gather");
        var embedded = first.Output[0];
        first.Output[0] = "embedded";
        g.Node("Sum", ["embedded", g.Node("ReduceMean", [tensor], ("keepdims", 0))]);
        var nodes = g.Model.Graph.Node;
        nodes[^1].Output[0] = embedded;
        // Nodes must stay in topological order.
        var added = nodes.Skip(nodes.IndexOf(first) + 1).Where(n => n.Output[0] == embedded || n.OpType is "ReduceMean" or "Mystery").ToList();
        added.ForEach(n => nodes.Remove(n));
        for (var i = 0; i < added.Count; i++)
            nodes.Insert(nodes.IndexOf(first) + 1 + i, added[i]);
    }

    private static void Expect(string path, ModelFault fault, string message)
    {
        var actual = TestModel.Fault(path);
        Assert.Contains(message, actual.Message, StringComparison.Ordinal);
        Assert.Equal(fault, actual.Fault);
        Assert.DoesNotContain('\n', actual.Message);
    }
}
