namespace AttentionViz.Cli.Tests.Recomputation;

/// <summary>Queries and keys of one layer for one sequence: a row a token, heads side by side.</summary>
/// <param name="KeyHeads">Fewer than query heads where they share keys.</param>
internal sealed record RecomputedLayer(double[][] Queries, double[][] Keys, int Heads, int KeyHeads)
{
    public int Width => Queries[0].Length / Heads;

    public int KeyHeadOf(int head) => head / (Heads / KeyHeads);
}
