using System.Globalization;
using AttentionViz.Numerics;
using AttentionViz.Numerics.Linear;
using AttentionViz.Numerics.Tsne;
using AttentionViz.Numerics.Umap;
using AttentionViz.Projector.Projection;

namespace AttentionViz.Bench.Projection;

/// <summary>How far points move between two maps of a head, when the second starts by itself and when it starts from the first.</summary>
internal static class ContinuationMeasurement
{
    private static readonly ProjectionOptions First = new() { Seed = 1, Maps = [new(MapMethod.Tsne, 2), new(MapMethod.Umap, 2)] };

    public static void Run(string folder, int tokens)
    {
        var heads = Directory.GetFiles(folder, "*.q.npy").Order(StringComparer.Ordinal).Select(path => Head(path, tokens)).ToArray();
        var smaller = First with { Tsne = new TsneOptions { Perplexity = 20 }, Umap = new UmapOptions { Neighbours = 10 } };
        foreach (var (change, options) in new[] { ("another seed", First with { Seed = 2 }), ("two thirds of the neighbours", smaller) })
        {
            foreach (var map in First.Maps)
            {
                var moves = heads.Select(head => OfHead(head, map, options)).ToArray();
                string Median(Func<Move, double> of) => moves.Select(of).Order().ElementAt(moves.Length / 2).ToString("0.00", CultureInfo.InvariantCulture);
                Console.WriteLine($"{map.Name}, {change}: points move {Median(m => m.Alone)} from its own start, {Median(m => m.Continued)} from the first map; objective {Median(m => m.AloneObjective)} and {Median(m => m.ContinuedObjective)}");
            }
        }
    }

    private static Move OfHead(HeadVectors head, MapSpec map, ProjectionOptions options)
    {
        var (before, alone) = (Map(head, map, First), Map(head, map, options));
        var continued = Map(head, map, options with { EarlierMaps = new Dictionary<MapSpec, float[]> { [map] = before.Points } });
        return new Move(
            PlacementMeasurement.Distance(Procrustes.Fit(alone.Points, before.Points, map.Dimensions).Apply(alone.Points), before.Points),
            PlacementMeasurement.Distance(continued.Points, before.Points),
            alone.Objective!.Value,
            continued.Objective!.Value);
    }

    private static ReducedMap Map(HeadVectors head, MapSpec map, ProjectionOptions options) =>
        new HeadProjector(TimeProvider.System).Project(head, options with { Maps = [map] }).Maps[0].Map;

    private static HeadVectors Head(string path, int tokens)
    {
        var (queries, keys) = (PlacementMeasurement.Read(path), PlacementMeasurement.Read(path.Replace(".q.npy", ".k.npy", StringComparison.Ordinal)));
        var values = tokens * queries.Columns;
        return new HeadVectors(queries.Values[..values], keys.Values[..values], queries.Columns, (float)(1 / Math.Sqrt(queries.Columns)), false, [0, tokens]);
    }

    private sealed record Move(double Alone, double Continued, double AloneObjective, double ContinuedObjective);
}
