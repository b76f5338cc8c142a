namespace AttentionViz.Projector.Projection;

/// <summary>Refuses a perplexity that the points do not allow before minutes are spent on other stages.</summary>
internal static class PerplexityCheck
{
    public static void Run(int points, IEnumerable<MapSpec> maps, ProjectionOptions options)
    {
        if (maps.Any(m => m.Method == MapMethod.Tsne))
            options.Tsne.PerplexityFor(points);
    }
}
