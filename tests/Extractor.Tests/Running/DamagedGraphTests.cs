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
    };

    public static TheoryData<string> Names => [.. Models.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Load_DamagedAtRandom_LoadsOrIsRefused(string name)
    {
        using var folder = new TemporaryFolder();
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

    private static GraphBuilder Fused()
    {
        var p = new Projections(new GraphBuilder(23));
        var first = p.Graph.Node("com.microsoft", "Attention", [p.Hidden, p.Graph.Weight("packed", 12, 36), p.Graph.Weight("bias", 36)], ("num_heads", 3));
        var sum = p.Graph.Node("com.microsoft", "MultiHeadAttention", [p.Flat("q"), p.Flat("k"), p.Flat("v")], ("num_heads", 2));
        p.Graph.Output(p.Graph.Node("Concat", [first, sum], ("axis", -1)));
        return p.Graph;
    }
}
