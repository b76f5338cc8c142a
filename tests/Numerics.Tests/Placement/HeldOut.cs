using AttentionViz.Numerics.Linear;
using AttentionViz.Numerics.Neighbours;
using AttentionViz.Numerics.Pca;
using AttentionViz.Numerics.Placement;
using AttentionViz.Numerics.Tsne;
using AttentionViz.Numerics.Umap;

namespace AttentionViz.Numerics.Tests.Placement;

/// <summary>1,000 queries and keys, mapped all together; every tenth is taken out and placed anew.</summary>
internal sealed class HeldOut
{
    public const int Width = 16;
    private const int Count = 1000;
    private readonly bool _umap;
    private readonly float[] _map;

    public HeldOut(bool umap, int dimensions)
    {
        var head = TestData.TopicHead(Count / 2, Width, 12, 1);
        Points = [.. head.Queries, .. head.Keys];
        (_umap, Dimensions) = (umap, dimensions);
        _map = Map(1);
        Reference = ReferenceMap.Create(Rows(Points, Width, false), Width, Metric.Euclidean, Rows(_map, dimensions, false), dimensions);
    }

    public int Dimensions { get; }

    public float[] Points { get; }

    public ReferenceMap Reference { get; }

    /// <summary>The points taken out.</summary>
    public float[] Added => Rows(Points, Width, true);

    /// <summary>Where they were in the map.</summary>
    public float[] Known => Rows(_map, Dimensions, true);

    /// <summary>Median distance of those points between two whole maps, the second laid over the first.</summary>
    public double Jitter()
    {
        var again = Map(2);
        return MedianDistance(Rows(Procrustes.Fit(again, _map, Dimensions).Apply(again), Dimensions, true), Known, Dimensions);
    }

    public float[] Place(ReadOnlySpan<float> added, int threads = 1) =>
        _umap ? UmapPlacement.Place(Reference, added, threads: threads) : TsnePlacement.Place(Reference, added, threads: threads);

    public static double MedianDistance(float[] left, float[] right, int dimensions)
    {
        var distances = new double[left.Length / dimensions];
        for (var i = 0; i < distances.Length; i++)
        {
            for (var d = i * dimensions; d < (i + 1) * dimensions; d++)
                distances[i] += Math.Pow(left[d] - right[d], 2);
        }

        Array.Sort(distances);
        return Math.Sqrt(distances[distances.Length / 2]);
    }

    private static float[] Rows(float[] matrix, int width, bool held) =>
        [.. Enumerable.Range(0, matrix.Length / width).Where(i => (i % 10 == 3) == held).SelectMany(i => matrix[(i * width)..((i + 1) * width)])];

    private float[] Map(ulong seed)
    {
        var components = PrincipalComponents.Fit(Points, Width, Dimensions).Scores;
        var graph = NearestNeighbours.Find(Points, Width, 90);
        return (_umap
            ? UmapEmbedding.Run(graph, components, Dimensions, seed: seed)
            : TsneEmbedding.Run(graph, components, Dimensions, seed: seed)).Points;
    }
}
