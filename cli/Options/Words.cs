using AttentionViz.V1;

namespace AttentionViz.Cli.Options;

/// <summary>The contract's enumerations as they are written on the command line and shown in tables.</summary>
internal static class Words
{
    public static string Of(JobState state) => state.ToString().ToLowerInvariant();

    public static string Of(MapSummary map) => Of(map.Method, map.Dimensions);

    /// <summary>As in "tsne2".</summary>
    public static string Of(MapMethod method, int dimensions) => $"{method.ToString().ToLowerInvariant()}{dimensions}";

    /// <summary>As in "t-SNE 2-D".</summary>
    public static string Title(MapMethod method, int dimensions) =>
        $"{method switch { MapMethod.Tsne => "t-SNE", MapMethod.Umap => "UMAP", MapMethod.Pca => "PCA", _ => method.ToString() }} {dimensions}-D";

    public static AlignmentMode Alignment(string? word) => word switch
    {
        null => AlignmentMode.Unspecified,
        "none" => AlignmentMode.None,
        "translate" => AlignmentMode.Translate,
        "balanced" => AlignmentMode.Balanced,
        _ => AlignmentMode.TranslateScale,
    };

    public static DistanceMetric Metric(string? word) => word switch
    {
        null => DistanceMetric.Unspecified,
        "cosine" => DistanceMetric.Cosine,
        _ => DistanceMetric.Euclidean,
    };
}
