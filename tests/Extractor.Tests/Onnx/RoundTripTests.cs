using AttentionViz.Extractor.Attention;
using AttentionViz.Extractor.Onnx;
using AttentionViz.Extractor.Tests.Zoo;
using Google.Protobuf;

namespace AttentionViz.Extractor.Tests.Onnx;

public sealed class RoundTripTests
{
    /// <summary>Fields that our part of the format does not declare, written as another tool would.</summary>
    [Fact]
    public void Parse_UndeclaredFields_SurviveBeingWrittenAgain()
    {
        var known = AttentionGraph.Build(new AttentionSpec()).Model.ToByteArray();
        byte[] bytes = [.. known, .. Undeclared(6, "doc of the model"), .. Undeclared(14, "metadata")];

        var model = ModelProto.Parser.ParseFrom(bytes);

        Assert.Equal(bytes.Length, model.CalculateSize());
        Assert.Contains("doc of the model", model.ToByteString().ToStringUtf8(), StringComparison.Ordinal);
    }

    [Fact]
    public void Prune_Model_KeepsUndeclaredFieldsAndLeavesTheSourceAlone()
    {
        var source = ModelProto.Parser.ParseFrom([.. AttentionGraph.Build(new AttentionSpec(), layers: 2).Model.ToByteArray(), .. Undeclared(6, "kept")]);
        var before = source.ToByteArray();
        var softmax = source.Graph.Node.First(n => n.OpType == "Softmax").Output[0];

        var pruned = GraphPruner.Prune(source, [softmax]);

        Assert.Equal(before, source.ToByteArray());
        Assert.Contains("kept", pruned.ToByteString().ToStringUtf8(), StringComparison.Ordinal);
        Assert.Equal([softmax], pruned.Graph.Output.Select(o => o.Name));
    }

    [Fact]
    public void Prune_ToQueriesAndKeys_DropsTheLastLayersValuesAndTheHead()
    {
        var source = AttentionGraph.Build(new AttentionSpec { Mask = MaskKind.AddAndPadding }).Model;
        var softmax = source.Graph.Node.First(n => n.OpType == "Softmax");
        var score = LogitChain.Find(new GraphIndex(source), softmax.Input[0], AxisTurn.None)!.Score;

        var pruned = GraphPruner.Prune(source, [score.Left, score.Right]);

        Assert.Equal(["embedding", "k0.bias", "k0.weight", "q0.bias", "q0.weight"], pruned.Graph.Initializer
            .Select(t => t.Name).Where(n => n.Contains('.', StringComparison.Ordinal) || n == "embedding").Order(StringComparer.Ordinal));
        Assert.Equal(["input_ids"], pruned.Graph.Input.Select(i => i.Name));
        Assert.DoesNotContain(pruned.Graph.Node, n => n.OpType == "Softmax");
    }

    /// <summary>A length-delimited field.</summary>
    private static byte[] Undeclared(int field, string text) =>
        [(byte)((field << 3) | 2), (byte)text.Length, .. System.Text.Encoding.UTF8.GetBytes(text)];
}
