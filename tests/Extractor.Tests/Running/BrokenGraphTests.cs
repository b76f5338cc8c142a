using AttentionViz.Extractor.Onnx;
using AttentionViz.Extractor.Running;
using AttentionViz.Extractor.Tests.Zoo;
using Google.Protobuf;

namespace AttentionViz.Extractor.Tests.Running;

/// <summary>Files that parse and cannot be a model: each is refused in one line, none hangs or crashes the process.</summary>
public sealed class BrokenGraphTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_CyclicGraph_IsRefused() => Refused(ModelFault.Unreadable, g =>
    {
        var nodes = g.Node;
        nodes[1].Input[0] = nodes[^2].Output[0];
    });

    [Fact]
    public void Load_NodesOutOfOrder_IsRefused() => Refused(ModelFault.Unreadable, g =>
    {
        var first = g.Node[0];
        g.Node.RemoveAt(0);
        g.Node.Add(first);
    });

    [Fact]
    public void Load_TensorMadeTwice_IsRefused() => Refused(ModelFault.Unreadable, g => g.Node[2].Output[0] = g.Node[1].Output[0]);

    [Fact]
    public void Load_WeightStoredTwice_IsRefused() => Refused(ModelFault.RejectedByRuntime, g =>
    {
        var twice = g.Initializer.First(t => t.Name == "q0.weight").Clone();
        twice.Dims[1] = 1;
        twice.RawData = ByteString.CopyFrom(new byte[12 * 4]);
        g.Initializer.Add(twice);
    });

    [Fact]
    public void Load_TensorThatNobodyMakes_IsRefused() =>
        Refused(ModelFault.Unreadable, g => g.Node.First(n => n.OpType == "MatMul").Input[0] = "nowhere");

    [Fact]
    public void Load_WeightOfHugeDimensions_IsRefused() => Refused(ModelFault.RejectedByRuntime, g =>
    {
        var weight = g.Initializer.First(t => t.Name == "q0.weight");
        weight.Dims.Clear();
        weight.Dims.AddRange([1L << 40, 1L << 20]);
    });

    [Fact]
    public void Load_WeightOfNegativeDimensions_IsRefused() =>
        Refused(ModelFault.RejectedByRuntime, g => g.Initializer.First(t => t.Name == "k0.weight").Dims[0] = -12);

    [Fact]
    public void Load_WeightWithTooFewBytes_IsRefused() => Refused(
        ModelFault.RejectedByRuntime,
        g => g.Initializer.First(t => t.Name == "v0.weight").RawData = ByteString.CopyFrom(new byte[7]));

    [Fact]
    public void Load_WeightOfAnotherType_IsRefused() => Refused(ModelFault.RejectedByRuntime, g =>
    {
        var weight = g.Initializer.First(t => t.Name == "q0.weight");
        weight.DataType = GraphBuilder.Float16;
        weight.RawData = ByteString.CopyFrom(weight.RawData.Span[..(weight.RawData.Length / 2)]);
    });

    [Fact]
    public void Load_WeightOfUnknownType_IsRefused() =>
        Refused(ModelFault.RejectedByRuntime, g => g.Initializer.First(t => t.Name == "q0.weight").DataType = 99);

    [Fact]
    public void Load_ShapesThatDoNotFit_IsRefused() => Refused(ModelFault.RejectedByRuntime, g =>
    {
        var weight = g.Initializer.First(t => t.Name == "k0.weight");
        (weight.Dims[0], weight.Dims[1]) = (weight.Dims[1], weight.Dims[0]);
    });

    [Fact]
    public void Load_GraphWithoutNodes_IsUnreadable() => Refused(ModelFault.Unreadable, g => g.Node.Clear());

    [Fact]
    public void Load_OperatorOfALaterOpset_IsRefused() => Refused(ModelFault.RejectedByRuntime, g =>
        g.Node.Insert(1, new NodeProto { OpType = "RMSNormalization", Input = { g.Node[0].Output[0], "q0.weight" }, Output = { "norm" } }), use: "norm");

    [Fact]
    public void Load_NoOpsetAtAll_IsRefused()
    {
        var g = AttentionGraph.Build(new AttentionSpec());
        g.Model.OpsetImport.Clear();
        Refused(g, ModelFault.RejectedByRuntime);
    }

    [Fact]
    public void Load_FunctionThatCallsItself_IsRefused()
    {
        var g = AttentionGraph.Build(new AttentionSpec());
        g.Model.OpsetImport.Add(new OperatorSetIdProto { Domain = "local", Version = 1 });
        g.Model.Functions.Add(new FunctionProto
        {
            Name = "again",
            Domain = "local",
            Input = { "x" },
            Output = { "y" },
            Node = { new NodeProto { OpType = "again", Domain = "local", Input = { "x" }, Output = { "y" } } },
        });
        Use(g.Model.Graph, new NodeProto { OpType = "again", Domain = "local", Input = { "embedding" }, Output = { "looped" } }, "looped");
        Refused(g, ModelFault.RejectedByRuntime);
    }

    [Theory]
    [InlineData("q0.weight")]
    [InlineData("k0.bias")]
    public void Load_WeightsThatAreNotNumbers_AreRefused(string name)
    {
        var g = AttentionGraph.Build(new AttentionSpec());
        var weight = g.Model.Graph.Initializer.First(t => t.Name == name);
        weight.RawData = ByteString.CopyFrom([.. Enumerable.Repeat(new byte[] { 0, 0, 0x80, 0x7F }, weight.RawData.Length / 4).SelectMany(b => b)]);
        Refused(g, ModelFault.Unverified);
    }

    [Fact]
    public void Load_IdsBeyondTheFixedLength_AreRefusedByTheModel()
    {
        AttentionGraph.Build(new AttentionSpec(), idsShape: [1, 4]).Save(_folder.Path);
        using var model = TestModel.Load(_folder.Path);
        Assert.Contains("more than the 4", Assert.Throws<ArgumentException>(() => model.Vectors([1, 2, 3, 4, 5])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_BatchAxisOfZero_IsRefused() =>
        Refused(AttentionGraph.Build(new AttentionSpec(), idsShape: [0, 4]), ModelFault.RejectedByRuntime);

    private void Refused(ModelFault fault, Action<GraphProto> damage, string? use = null)
    {
        var g = AttentionGraph.Build(new AttentionSpec());
        damage(g.Model.Graph);
        if (use is not null)
            Reread(g.Model.Graph, use, skip: 2);
        Refused(g, fault);
    }

    private void Refused(GraphBuilder g, ModelFault fault)
    {
        g.Save(_folder.Path);
        var actual = TestModel.Fault(_folder.Path);
        Assert.Equal(fault, actual.Fault);
        Assert.Contains(_folder.Path, actual.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', actual.Message);
    }

    private static void Use(GraphProto graph, NodeProto node, string output)
    {
        graph.Node.Insert(0, node);
        graph.Node[1].Input[0] = output;
    }

    /// <summary>Lets everything after the embedding read another tensor in its place.</summary>
    private static void Reread(GraphProto graph, string tensor, int skip)
    {
        var embedded = graph.Node[0].Output[0];
        foreach (var node in graph.Node.Skip(skip))
        {
            for (var i = 0; i < node.Input.Count; i++)
                node.Input[i] = node.Input[i] == embedded ? tensor : node.Input[i];
        }
    }
}
