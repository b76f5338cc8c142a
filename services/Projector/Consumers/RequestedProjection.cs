using AttentionViz.Numerics.Neighbours;
using AttentionViz.Numerics.Tsne;
using AttentionViz.Numerics.Umap;
using AttentionViz.Projector.Projection;
using AttentionViz.V1;
using Wanted = AttentionViz.Numerics.Alignment.AlignmentMode;

namespace AttentionViz.Projector.Consumers;

/// <summary>A job's options in the words of the projection engine.</summary>
internal static class RequestedProjection
{
    public static ProjectionOptions Of(JobSpec spec) => new()
    {
        Alignment = spec.Alignment switch
        {
            AlignmentMode.None => Wanted.None,
            AlignmentMode.Translate => Wanted.Translate,
            AlignmentMode.Balanced => Wanted.Balanced,
            _ => Wanted.TranslateScale,
        },
        Metric = spec.Metric == DistanceMetric.Cosine ? Metric.Cosine : Metric.Euclidean,
        Maps = [.. spec.Maps.Select(MapOf)],
        Tsne = TsneOf(spec.Tsne ?? new TsneParameters()),
        Umap = UmapOf(spec.Umap ?? new UmapParameters()),
        Seed = spec.Seed,
    };

    public static Projection.MapSpec MapOf(V1.MapSpec map) => new(MethodOf(map.Method), map.Dimensions, map.AttentionWeight);

    private static Projection.MapMethod MethodOf(V1.MapMethod method) => method switch
    {
        V1.MapMethod.Pca => Projection.MapMethod.Pca,
        V1.MapMethod.Tsne => Projection.MapMethod.Tsne,
        V1.MapMethod.Umap => Projection.MapMethod.Umap,
        _ => throw new ArgumentException($"map method {method} is not known; use PCA, TSNE or UMAP", nameof(method)),
    };

    private static TsneOptions TsneOf(TsneParameters asked)
    {
        var options = new TsneOptions();
        if (asked.HasPerplexity) options = options with { Perplexity = asked.Perplexity };
        return asked.HasMaxIterations ? options with { MaxIterations = asked.MaxIterations } : options;
    }

    private static UmapOptions UmapOf(UmapParameters asked)
    {
        var options = new UmapOptions();
        if (asked.HasNeighbors) options = options with { Neighbours = asked.Neighbors };
        if (asked.HasMinDistance) options = options with { MinDistance = asked.MinDistance };
        return asked.HasEpochs ? options with { Epochs = asked.Epochs } : options;
    }
}
