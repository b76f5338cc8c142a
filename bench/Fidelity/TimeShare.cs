using System.Globalization;
using AttentionViz.Projector.Projection;

namespace AttentionViz.Bench.Fidelity;

/// <summary>What the figures cost beside the maps they are of.</summary>
internal static class TimeShare
{
    /// <summary>Projects each head with PCA, t-SNE and UMAP in 2-D and 3-D, after a first that only warms up; prints stage times.</summary>
    public static void Print(IReadOnlyList<NamedHead> heads, ulong seed, int threads)
    {
        MapSpec[] maps = [.. Enum.GetValues<MapMethod>().SelectMany(method => new[] { new MapSpec(method, 2), new MapSpec(method, 3) })];
        var options = new ProjectionOptions { Maps = maps, Seed = seed, Threads = threads };
        var projector = new HeadProjector(TimeProvider.System);
        projector.Project(heads[0].Vectors, options);
        double total = 0, figures = 0;
        foreach (var head in heads)
        {
            var stages = projector.Project(head.Vectors, options).Seconds;
            total += stages.Sum(s => s.Seconds);
            figures += stages.Single(s => s.Stage == "fidelity").Seconds;
            Console.WriteLine($"{head.Name}  {string.Join("  ", stages.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Stage} {s.Seconds:0.000}")))}");
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"figures {figures:0.00} s of {total:0.00} s, {figures / total:0.0%}"));
    }
}
