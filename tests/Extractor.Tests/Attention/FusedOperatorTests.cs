using AttentionViz.Extractor.Running;
using AttentionViz.Extractor.Tests.Zoo;

namespace AttentionViz.Extractor.Tests.Attention;

/// <summary>Operators that hide queries, keys and probabilities inside.</summary>
public sealed class FusedOperatorTests : IDisposable
{
    private const int Heads = 3, Width = 12;

    private static readonly int[] Ids = [3, 7, 1, 6, 7];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(11)]
    [InlineData(17)]
    public void Run_PackedAttention_GivesVectorsOfTheWeights(int opset) => Check(new GraphBuilder(opset), causal: true, (g, x) =>
        g.Node("com.microsoft", "Attention", [x, g.Weight("packed", Width, 3 * Width), g.Weight("bias", 3 * Width)], ("num_heads", Heads), ("unidirectional", 1)));

    [Fact]
    public void Run_MultiHeadAttention_GivesVectorsOfTheWeights() => Check(new GraphBuilder(), causal: false, (g, x) =>
    {
        var parts = Split(g, g.Node("MatMul", [x, g.Weight("packed", Width, 3 * Width)]));
        return g.Node("com.microsoft", "MultiHeadAttention", [.. parts, g.Weight("bias", 3 * Width)], ("num_heads", Heads));
    });

    [Fact]
    public void Run_StandardAttention_GivesVectorsOfTheWeights() => Check(new GraphBuilder(23), causal: true, (g, x) =>
    {
        var packed = g.Node("Add", [g.Node("MatMul", [x, g.Weight("packed", Width, 3 * Width)]), g.Weight("bias", 3 * Width)]);
        return g.Node("Attention", Split(g, packed), ("q_num_heads", Heads), ("kv_num_heads", Heads), ("is_causal", 1));
    });

    private void Check(GraphBuilder g, bool causal, Func<GraphBuilder, string, string> attention)
    {
        var embedding = g.Values("embedding", 9, Width);
        var ids = g.Input("input_ids", GraphBuilder.Int64, "b", "s");
        var x = g.Node("Gather", [g.Weight("embedding", 9, Width), ids]);
        g.Output(g.Node("MatMul", [attention(g, x), g.Weight("head", Width, 9)]));
        g.Save(_folder.Path);
        using var model = TestModel.Load(_folder.Path);
        using var batch = model.Vectors(Ids);

        var layer = Assert.Single(model.Descriptor.Layers);
        Assert.Equal((Heads, Width / Heads, causal, AttentionKind.Self), (layer.Heads, layer.HeadWidth, layer.Causal, layer.Kind));
        Assert.True(layer.VerifiedError < 1e-5, $"{layer.VerifiedError}");
        var (weight, bias) = (g.Values("packed", Width, 3 * Width), g.Values("bias", 3 * Width));
        for (var l = 0; l < Ids.Length; l++)
        {
            for (var c = 0; c < Width; c++)
            {
                double At(int column) => bias[column] + Enumerable.Range(0, Width)
                    .Sum(i => (double)embedding[(Ids[l] * Width) + i] * weight[(i * 3 * Width) + column]);
                var (head, d) = (c / layer.HeadWidth, (l * layer.HeadWidth) + (c % layer.HeadWidth));
                Assert.Equal(At(c), batch.Layers[0].Query(0, head)[d], 1e-4);
                Assert.Equal(At(Width + c), batch.Layers[0].Key(0, head)[d], 1e-4);
            }
        }
    }

    private static string[] Split(GraphBuilder g, string packed) => [.. Enumerable.Range(0, 3)
        .Select(i => g.Node("Slice", [packed, g.Ints(i * Width), g.Ints((i + 1) * Width), g.Ints(2)]))];
}
