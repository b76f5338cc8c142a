using AttentionViz.Extractor.Attention;
using AttentionViz.Extractor.Running;
using AttentionViz.Extractor.Tests.Zoo;

namespace AttentionViz.Extractor.Tests.Running;

public sealed class PreparedGraphTests
{
    /// <summary>A graph is read again where only some layers are wanted; what the search added must be there under the same names.</summary>
    [Fact]
    public void Read_Twice_GivesTheSameNames()
    {
        using var folder = new TemporaryFolder();
        var p = new Projections(new GraphBuilder());
        var integers = new QuantizedGraph(p);
        var fused = p.Graph.Node("com.microsoft", "Attention", [p.Hidden, p.Graph.Weight("packed", 12, 36), p.Graph.Weight("bias", 36)], ("num_heads", 3));
        p.Graph.Output(fused);
        p.Finish(p.Softmax(integers.DynamicScore(p.Split("q"), p.Split("k"), scalesOneByOne: false)));
        var path = p.Graph.Save(folder.Path);

        var (first, second) = (PreparedGraph.Read(path, "cpu"), PreparedGraph.Read(path, "cpu"));

        Assert.Equal(2, first.Found.Sites.Count);
        Assert.Equal(first.Found.Sites.SelectMany(SiteTensors.Of), second.Found.Sites.SelectMany(SiteTensors.Of));
        var made = second.Source.Model.Graph.Node.SelectMany(n => n.Output).ToHashSet();
        Assert.All(first.Found.Sites, site => Assert.All([site.Query.Tensor, site.Key.Tensor, site.Value.Tensor], name => Assert.Contains(name, made)));
    }
}
