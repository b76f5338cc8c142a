using System.Globalization;
using AttentionViz.V1;

namespace AttentionViz.Cli.Options;

/// <summary>The contract's enumerations as they are written on the command line and shown in tables.</summary>
internal static class Words
{
    public static string Of(JobState state) => state.ToString().ToLowerInvariant();

    public static string Of(MapSummary map) => Of(map.Method, map.Dimensions, map.AttentionWeight);

    /// <summary>As in "tsne2" or "tsne2@0.35".</summary>
    public static string Of(MapMethod method, int dimensions, double attentionWeight)
    {
        var name = $"{method.ToString().ToLowerInvariant()}{dimensions}";
        return attentionWeight > 0 ? string.Create(CultureInfo.InvariantCulture, $"{name}@{attentionWeight}") : name;
    }

    /// <summary>As in "t-SNE 2-D" or "t-SNE 2-D @0.35".</summary>
    public static string Title(MapSpec map) => map.AttentionWeight > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{Title(map.Method, map.Dimensions)} @{map.AttentionWeight}")
        : Title(map.Method, map.Dimensions);

    private static string Title(MapMethod method, int dimensions) =>
        $"{method switch { MapMethod.Tsne => "t-SNE", MapMethod.Umap => "UMAP", MapMethod.Pca => "PCA", _ => method.ToString() }} {dimensions}-D";

    public static AlignmentMode Alignment(string? word) => word switch
    {
        null => AlignmentMode.Unspecified,
        "none" => AlignmentMode.None,
        "translate" => AlignmentMode.Translate,
        "balanced" => AlignmentMode.Balanced,
        _ => AlignmentMode.TranslateScale,
    };

    public static JobPriority Priority(string? word) => word switch
    {
        "low" => JobPriority.Low,
        "high" => JobPriority.High,
        null => JobPriority.Unspecified,
        _ => JobPriority.Normal,
    };

    public static DistanceMetric Metric(string? word) => word switch
    {
        null => DistanceMetric.Unspecified,
        "cosine" => DistanceMetric.Cosine,
        _ => DistanceMetric.Euclidean,
    };
}
