using AttentionViz.Extractor.Running;
using AttentionViz.Extractor.Tests.Zoo;

namespace AttentionViz.Extractor.Tests.Attention;

/// <summary>Graphs that mix positions or route tokens without attention, some with a softmax: none is taken for it.</summary>
public sealed class OtherMixersTests : IDisposable
{
    private static readonly long[] Swapped = [0, 2, 1];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Each token's share of four experts, whose outputs are mixed by it.</summary>
    [Fact]
    public void Load_RouterOfExperts_HasNoAttention() => None((g, x) =>
    {
        var shares = g.Node("Softmax", [g.Node("MatMul", [x, g.Weight("router", 12, 4)])], ("axis", -1));
        var experts = g.Node("Reshape", [g.Node("MatMul", [x, g.Weight("experts", 12, 48)]), g.Ints(0, 0, 4, 12)]);
        var mixed = g.Node("MatMul", [g.Node("Unsqueeze", [shares, g.Ints(2)]), experts]);
        return g.Node("Squeeze", [mixed, g.Ints(2)]);
    });

    /// <summary>q (k^T v) with softmaxes over components: no weight of a query on a key exists.</summary>
    [Fact]
    public void Load_LinearAttention_HasNoAttention() => None((g, x) =>
    {
        string Project(string name) => g.Node("MatMul", [x, g.Weight(name, 12, 12)]);
        var q = g.Node("Softmax", [Project("q")], ("axis", -1));
        var k = g.Node("Softmax", [Project("k")], ("axis", 1));
        var memory = g.Node("MatMul", [g.Node("Transpose", [k], ("perm", Swapped)), Project("v")]);
        return g.Node("MatMul", [q, memory]);
    });

    [Fact]
    public void Load_RecurrentNetwork_HasNoAttention() => None((g, x) =>
    {
        var states = g.Node("GRU", [g.Node("Transpose", [x], ("perm", new long[] { 1, 0, 2 })), g.Weight("w", 1, 36, 12), g.Weight("r", 1, 36, 12)], ("hidden_size", 12));
        return g.Node("Transpose", [g.Node("Squeeze", [states, g.Ints(1)])], ("perm", new long[] { 1, 0, 2 }));
    });

    /// <summary>Positions mixed by a stored matrix.</summary>
    [Fact]
    public void Load_MixerOfPositions_HasNoAttention() => None(
        (g, x) =>
        {
            var turned = g.Node("Transpose", [x], ("perm", Swapped));
            var mixed = g.Node("Softmax", [g.Node("MatMul", [turned, g.Weight("mix", 6, 6)])], ("axis", -1));
            return g.Node("Transpose", [g.Node("MatMul", [mixed, g.Weight("again", 6, 6)])], ("perm", Swapped));
        },
        "b", 6);

    /// <summary>A beam's scores: the softmax of a vocabulary, then its largest.</summary>
    [Fact]
    public void Load_SoftmaxOverAVocabulary_HasNoAttention() => None((g, x) =>
    {
        var scores = g.Node("LogSoftmax", [g.Node("MatMul", [x, g.Weight("words", 12, 12)])], ("axis", -1));
        return g.Node("Exp", [scores]);
    });

    [Theory]
    [InlineData("com.microsoft", "PackedAttention")]
    [InlineData("com.microsoft", "SparseAttention")]
    [InlineData("com.microsoft", "DecoderMaskedMultiHeadAttention")]
    public void Load_FusedOperatorThatIsNotTakenApart_IsNamed(string domain, string op)
    {
        var g = Start(out var x);
        g.Output(g.Node(domain, op, [x, g.Weight("weight", 12, 36)], ("num_heads", 2)));
        g.Save(_folder.Path);

        var fault = TestModel.Fault(_folder.Path);

        Assert.Equal(ModelFault.NoAttention, fault.Fault);
        Assert.Contains($"the fused operator {op}", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>A sink takes weight that no key gets.</summary>
    [Fact]
    public void Load_GroupQueryAttentionWithSmoothSoftmax_IsNamed()
    {
        var g = Start(out var x);
        g.Output(g.Node("com.microsoft", "GroupQueryAttention", [x, x, x, "", "", "", ""], ("num_heads", 2), ("kv_num_heads", 2), ("smooth_softmax", 1)));
        g.Save(_folder.Path);

        Assert.Contains("GroupQueryAttention", TestModel.Fault(_folder.Path).Message, StringComparison.Ordinal);
    }

    private void None(Func<GraphBuilder, string, string> mix, params object[] dims)
    {
        var g = Start(out var x, dims);
        g.Output(g.Node("MatMul", [g.Node("Add", [x, mix(g, x)]), g.Weight("head", 12, 9)]));
        // The graph must be one that runs: what is no model proves nothing.
        using (new Microsoft.ML.OnnxRuntime.InferenceSession(File.ReadAllBytes(g.Save(_folder.Path))))
        {
            Assert.Equal(ModelFault.NoAttention, TestModel.Fault(_folder.Path).Fault);
        }
    }

    private static GraphBuilder Start(out string x, params object[] dims)
    {
        var g = new GraphBuilder();
        x = g.Node("Gather", [g.Weight("embedding", 9, 12), g.Input("input_ids", GraphBuilder.Int64, dims.Length > 0 ? dims : ["b", "s"])]);
        return g;
    }
}
