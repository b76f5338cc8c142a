using System.Globalization;
using AttentionViz.Numerics;
using AttentionViz.Numerics.Alignment;
using AttentionViz.Numerics.Linear;
using AttentionViz.Numerics.Neighbours;
using AttentionViz.Numerics.Npy;
using AttentionViz.Numerics.Pca;
using AttentionViz.Numerics.Placement;
using AttentionViz.Numerics.Tsne;
using AttentionViz.Numerics.Umap;

namespace AttentionViz.Bench.Projection;

/// <summary>
/// Tokens of heads (a folder that 'extract' wrote) are mapped, the last of them are taken out and placed anew, and how far
/// it moved is set against what another seed moves it. All distances are medians over points, after Procrustes.
/// </summary>
internal static class PlacementMeasurement
{
    private const int Dimensions = 2;

    public static void Run(string folder, int tokens, int later, int runs)
    {
        foreach (var umap in new[] { false, true })
        {
            var heads = Directory.GetFiles(folder, "*.q.npy").Order(StringComparer.Ordinal).Select(path => OfHead(path, tokens, later, umap, runs)).ToArray();
            string Median(Func<Figures, double> of) => heads.Select(of).Order().ElementAt(heads.Length / 2).ToString("0.00", CultureInfo.InvariantCulture);
            Console.WriteLine($"{(umap ? "umap" : "tsne")}: {heads.Length} heads, {2 * later} of {2 * (tokens + later)} points each; medians over heads");
            Console.WriteLine($"  radius of the map {Median(h => h.Radius)}, moved by another seed {Median(h => h.Jitter)}");
            Console.WriteLine($"  placed in the whole map without them {Median(h => h.Placed)}, in a map made without them {Median(h => h.PlacedInOther)} (whose own points moved {Median(h => h.OtherMoved)})");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {heads.Average(h => h.CpuSeconds):0.0000} CPU s a head, {heads.Average(h => h.CpuSeconds) * 48:0.00} for 48"));
        }
    }

    private static Figures OfHead(string path, int tokens, int later, bool umap, int runs)
    {
        var (queries, keys) = (Read(path), Read(path.Replace(".q.npy", ".k.npy", StringComparison.Ordinal)));
        var width = queries.Columns;
        var split = tokens * width;
        var end = split + (later * width);
        var head = new HeadVectors(queries.Values[..split], keys.Values[..split], width, (float)(1 / Math.Sqrt(width)), false, [0, tokens]);
        var added = new HeadVectors(queries.Values[split..end], keys.Values[split..end], width, head.Scale, false, [0, later]);
        var alignment = HeadAligner.Align(head, AlignmentMode.TranslateScale);
        float[] points = alignment.Apply(head), rest = alignment.Apply(added);
        float[] whole = Map([.. points, .. rest], width, umap, 1), again = Map([.. points, .. rest], width, umap, 2), other = Map(points, width, umap, 1);
        float[] kept = whole[..(2 * tokens * Dimensions)], known = whole[kept.Length..];

        var inWhole = ReferenceMap.Create(points, width, Metric.Euclidean, kept, Dimensions);
        var (seconds, placed) = CpuTime.Best(runs, () => Repeated(10, () => Place(inWhole, rest, umap)));
        var fit = Procrustes.Fit(other, kept, Dimensions);
        return new Figures(
            Math.Sqrt(whole.Sum(x => (double)x * x) * Dimensions / whole.Length),
            Distance(Procrustes.Fit(again, whole, Dimensions).Apply(again)[kept.Length..], known),
            Distance(placed, known),
            Distance(fit.Apply(Place(ReferenceMap.Create(points, width, Metric.Euclidean, other, Dimensions), rest, umap)), known),
            Distance(fit.Apply(other), kept),
            seconds / 10);
    }

    private static float[] Map(float[] points, int width, bool umap, ulong seed)
    {
        var components = PrincipalComponents.Fit(points, width, Dimensions).Scores;
        var graph = NearestNeighbours.Find(points, width, 90);
        return (umap ? UmapEmbedding.Run(graph, components, Dimensions, seed: seed) : TsneEmbedding.Run(graph, components, Dimensions, seed: seed)).Points;
    }

    private static float[] Place(ReferenceMap map, float[] added, bool umap) => umap ? UmapPlacement.Place(map, added) : TsnePlacement.Place(map, added);

    // One is over before the clock of a process ticks.
    private static T Repeated<T>(int times, Func<T> work)
    {
        for (var i = 1; i < times; i++)
            work();
        return work();
    }

    internal static double Distance(float[] left, float[] right) => Enumerable.Range(0, left.Length / Dimensions)
        .Select(i => Math.Sqrt(Math.Pow(left[2 * i] - right[2 * i], 2) + Math.Pow(left[(2 * i) + 1] - right[(2 * i) + 1], 2)))
        .Order().ElementAt(left.Length / (2 * Dimensions));

    internal static NpyMatrix Read(string path)
    {
        using var file = File.OpenRead(path);
        return NpyReader.Read(file);
    }

    private sealed record Figures(double Radius, double Jitter, double Placed, double PlacedInOther, double OtherMoved, double CpuSeconds);
}
