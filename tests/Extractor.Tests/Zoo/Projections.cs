namespace AttentionViz.Extractor.Tests.Zoo;

/// <summary>
/// Token embeddings and one layer's flat queries, keys and values, for tests that spell the attention
/// themselves; and the same vectors recomputed from the weights, in double precision.
/// </summary>
internal sealed class Projections
{
    public const int Width = 12, Vocabulary = 31;

    public static readonly int[] Ids = [3, 7, 1, 30, 7];

    public Projections(GraphBuilder g, int heads = 2, int keyHeads = 2, int headWidth = 4, object[]? idsShape = null)
    {
        (Graph, Heads, KeyHeads, HeadWidth) = (g, heads, keyHeads, headWidth);
        var ids = g.Input("input_ids", GraphBuilder.Int64, idsShape ?? ["batch", "sequence"]);
        Hidden = g.Node("Gather", [g.Weight("embedding", Vocabulary, Width), ids]);
    }

    public GraphBuilder Graph { get; }

    /// <summary>[B, L, 12]</summary>
    public string Hidden { get; }

    public int Heads { get; }

    public int KeyHeads { get; }

    public int HeadWidth { get; }

    /// <summary>[B, L, H*d], name being "q", "k" or "v".</summary>
    public string Flat(string name) => Graph.Node("MatMul", [Hidden, Graph.Weight(name, Width, HeadsOf(name) * HeadWidth)]);

    /// <summary>[B, H, L, d]</summary>
    public string Split(string name) => Split(Flat(name), HeadsOf(name));

    public string Split(string flat, int heads) =>
        Transpose(Graph.Node("Reshape", [flat, Graph.Ints(0, 0, heads, HeadWidth)]), 0, 2, 1, 3);

    public string Transpose(string x, params long[] order) => Graph.Node("Transpose", [x], ("perm", order));

    /// <summary>[B, H, L, d] times the same: [B, H, L, L].</summary>
    public string Score(string q, string k) => Graph.Node("MatMul", [q, Transpose(k, 0, 1, 3, 2)]);

    /// <summary>Ends the model after the softmax's product with the values.</summary>
    public GraphBuilder Finish(string weights, string? values = null) =>
        End(Graph.Node("Reshape", [Transpose(Graph.Node("MatMul", [weights, values ?? Split("v")]), 0, 2, 1, 3), Graph.Ints(0, 0, Heads * HeadWidth)]));

    /// <param name="context">[B, L, H*d]</param>
    public GraphBuilder End(string context)
    {
        Graph.Output(Graph.Node("MatMul", [context, Graph.Weight("out", Heads * HeadWidth, Vocabulary)]));
        return Graph;
    }

    public string Softmax(string logits) => Graph.Node("Softmax", [logits], ("axis", -1));

    /// <summary>[length, head width] of one head, from the weights.</summary>
    public double[] Vectors(string name, int[] ids, int head)
    {
        var columns = HeadsOf(name) * HeadWidth;
        var (embedding, weight) = (Graph.Values("embedding", Vocabulary, Width), Graph.Values(name, Width, columns));
        return [.. from id in ids
                   from c in Enumerable.Range(head * HeadWidth, HeadWidth)
                   select Enumerable.Range(0, Width).Sum(i => (double)embedding[(id * Width) + i] * weight[(i * columns) + c])];
    }

    private int HeadsOf(string name) => name == "q" ? Heads : KeyHeads;
}
