namespace AttentionViz.Extractor.Tests.Zoo;

/// <summary>
/// Two layers of one head: the first takes what a test feeds it beside the ids; the second shows what
/// that did to every token. Without anything fed beside, the plain model that others are held against.
/// </summary>
internal sealed class FedModel
{
    public const int Width = 8, Vocabulary = 31;

    public FedModel(int idsType = GraphBuilder.Int64, object[]? idsShape = null) =>
        Ids = Graph.Input("input_ids", idsType, idsShape ?? ["batch", "sequence"]);

    public GraphBuilder Graph { get; } = new();

    public string Ids { get; }

    /// <summary>Changes the embeddings [B, L, 8].</summary>
    public Func<string, string> Embeddings { get; init; } = x => x;

    /// <summary>Changes the first layer's keys or values [B, L, 8].</summary>
    public Func<string, string, string> Vectors { get; init; } = (_, x) => x;

    /// <summary>Changes the first layer's logits [B, L, L].</summary>
    public Func<string, string> Logits { get; init; } = x => x;

    /// <summary>The whole first layer, from [B, L, 8] queries, keys and values; null: softmax(q k^T) v.</summary>
    public Func<string, string, string, string>? First { get; init; }

    public string Save(string folder)
    {
        var g = Graph;
        var hidden = Embeddings(g.Node("Gather", [g.Weight("embedding", Vocabulary, Width), Ids]));
        var (q, k, v) = (Project(hidden, "q0"), Vectors("key", Project(hidden, "k0")), Vectors("value", Project(hidden, "v0")));
        hidden = g.Node("Add", [hidden, First?.Invoke(q, k, v) ?? Attend(q, k, v, Logits)]);
        g.Output(Attend(Project(hidden, "q1"), Project(hidden, "k1"), Project(hidden, "v1"), x => x));
        return g.Save(folder);
    }

    private string Project(string x, string name) => Graph.Node("MatMul", [x, Graph.Weight(name, Width, Width)]);

    private string Attend(string q, string k, string v, Func<string, string> change)
    {
        var logits = Graph.Node("MatMul", [q, Graph.Node("Transpose", [k], ("perm", new long[] { 0, 2, 1 }))]);
        var scaled = Graph.Node("Mul", [logits, Graph.Real(1 / MathF.Sqrt(Width))]);
        return Graph.Node("MatMul", [Graph.Node("Softmax", [change(scaled)], ("axis", -1)), v]);
    }
}
