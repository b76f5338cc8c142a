using AttentionViz.Extractor.Onnx;
using AttentionViz.Extractor.Running;
using AttentionViz.Extractor.Tests.Zoo;

namespace AttentionViz.Extractor.Tests.Running;

/// <summary>Graphs damaged at random: whatever comes of them, it is a model or a refusal with a reason.</summary>
public sealed class DamagedGraphTests
{
    private const int DamagesEach = 40;

    private static readonly Dictionary<string, Func<GraphBuilder>> Models = new()
    {
        ["plain"] = () => AttentionGraph.Build(new AttentionSpec { Mask = MaskKind.AddAndPadding }, layers: 2),
        ["rotary, grouped, cached"] = () => AttentionGraph.Build(new AttentionSpec { Rotary = true, Heads = 4, Past = true, Mask = MaskKind.Where }),
        ["einsum"] = () => AttentionGraph.Build(new AttentionSpec { Form = HeadForm.Einsum }),
        ["integers"] = Integers,
        ["fused"] = Fused,
        ["packed, with a sink"] = Packed,
        ["turned"] = Turned,
    };

    public static TheoryData<string> Names => [.. Models.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Load_DamagedAtRandom_LoadsOrIsRefused(string name)
    {
        using var folder = new TemporaryFolder();
        TestModel.Load(Models[name]().Save(folder.Path)).Dispose();
        for (var seed = 0; seed < DamagesEach; seed++)
        {
            var g = Models[name]();
            Damage(g.Model.Graph, new Random(seed));
            g.Save(folder.Path);
            try
            {
                TestModel.Load(folder.Path).Dispose();
            }
            catch (ModelLoadException e)
            {
                Assert.DoesNotContain('\n', e.Message);
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}: {e}");
            }
        }
    }

    private static void Damage(GraphProto graph, Random random)
    {
        var node = graph.Node[random.Next(graph.Node.Count)];
        var weight = graph.Initializer[random.Next(graph.Initializer.Count)];
        switch (random.Next(9))
        {
            case 0: node.Input.Clear(); break;
            case 1: node.Output.Clear(); break;
            case 2: node.Attribute.Clear(); break;
            case 3: graph.Node.Remove(node); break;
            case 4: weight.Dims.Clear(); break;
            case 5: weight.RawData = Google.Protobuf.ByteString.Empty; break;
            case 6 when node.Input.Count > 0: node.Input[random.Next(node.Input.Count)] = weight.Name; break;
            case 7 when node.Input.Count > 0: node.Input[random.Next(node.Input.Count)] = ""; break;
            default: weight.DataType = random.Next(17); break;
        }
    }

    private static GraphBuilder Integers()
    {
        var p = new Projections(new GraphBuilder());
        return p.Finish(p.Softmax(new QuantizedGraph(p).DynamicScore(p.Split("q"), p.Split("k"), scalesOneByOne: true)));
    }

    private static GraphBuilder Packed()
    {
        var p = new Projections(new GraphBuilder());
        var g = p.Graph;
        string Wide(string name, long parts) => g.Node("Reshape", [name, g.Ints(0, 0, 2, parts, 4)]);
        var all = Wide(g.Node("MatMul", [p.Hidden, g.Weight("packed", 12, 24)]), 3);
        var both = g.Node("com.microsoft", "MultiHeadAttention", [all, "", "", g.Weight("bias", 24)], ("num_heads", 2));
        var pair = Wide(g.Node("MatMul", [p.Hidden, g.Weight("pair", 12, 16)]), 2);
        var other = g.Node("com.microsoft", "MultiHeadAttention", [p.Flat("q"), pair], ("num_heads", 2));
        var score = p.Score(p.Split("k"), p.Split("v"));
        var column = g.Node("Mul", [g.Node("Slice", [score, g.Ints(0), g.Ints(1), g.Ints(-1)]), g.Real(0.5f)]);
        var logits = g.Node("Concat", [score, column], ("axis", -1));
        var cut = g.Node("Slice", [p.Softmax(logits), g.Ints(0), g.Ints(-1), g.Ints(-1)]);
        g.Output(g.Node("Concat", [both, other, g.Node("Reshape", [g.Node("MatMul", [cut, p.Split("o")]), g.Ints(0, -1, 8)])], ("axis", 1)));
        return g;
    }

    private static GraphBuilder Turned()
    {
        var p = new Projections(new GraphBuilder());
        var g = p.Graph;
        var weights = p.Transpose(p.Softmax(p.Transpose(g.Node("Div", [p.Score(p.Split("k"), p.Split("q")), g.Real(2)]), 0, 1, 3, 2)), 0, 1, 3, 2);
        var context = g.Node("MatMul", [p.Transpose(p.Split("v"), 0, 1, 3, 2), weights]);
        string Heads(string name) => g.Node("Reshape", [p.Flat(name), g.Ints(0, 0, 2, 4)]);
        var logits = g.Node("Einsum", [Heads("a"), Heads("b")], ("equation", "bqhd,bkhd->bqkh"));
        var sum = g.Node("Einsum", [g.Node("Softmax", [logits], ("axis", 2)), Heads("c")], ("equation", "bqkh,bkhd->bqhd"));
        g.Output(g.Node("Concat", [g.Node("Reshape", [context, g.Ints(-1)]), g.Node("Reshape", [sum, g.Ints(-1)])], ("axis", 0)));
        return g;
    }

    private static GraphBuilder Fused()
    {
        var p = new Projections(new GraphBuilder(23));
        var first = p.Graph.Node("com.microsoft", "Attention", [p.Hidden, p.Graph.Weight("packed", 12, 36), p.Graph.Weight("bias", 36)], ("num_heads", 3));
        var sum = p.Graph.Node("com.microsoft", "MultiHeadAttention", [p.Flat("q"), p.Flat("k"), p.Flat("v")], ("num_heads", 2));
        p.Graph.Output(p.Graph.Node("Concat", [first, sum], ("axis", -1)));
        return p.Graph;
    }
}
