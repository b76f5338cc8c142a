using System.Globalization;
using System.Text.Json;
using AttentionViz.Numerics.Alignment;
using AttentionViz.Numerics.Fidelity;
using AttentionViz.Projector.Projection;

namespace AttentionViz.Cli.Local;

/// <summary>What 'project' prints when it is done.</summary>
/// <param name="Method">pca, tsne or umap.</param>
/// <param name="AttentionWeight">How far attention guided the map, 0 to 1.</param>
/// <param name="Points">Rows of the output.</param>
/// <param name="Seconds">By stage, then "total": from the first byte read to the last written.</param>
/// <param name="Iterations">0 for PCA.</param>
/// <param name="Objective">t-SNE: KL divergence; UMAP: cross-entropy per point (nats); PCA: share of the variance shown.</param>
/// <param name="StopReason">Why the method ended.</param>
/// <param name="Alignment">Null when a plain matrix was projected.</param>
/// <param name="Fidelity">How far distance means attention; null when a plain matrix was projected.</param>
/// <param name="Placed">Later points that were placed in the map; null when there were none to place.</param>
internal sealed record ProjectionReport(
    string Method, int Dimensions, double AttentionWeight, int Points, IReadOnlyDictionary<string, double> Seconds, int Iterations, double? Objective,
    string StopReason, AlignmentReport? Alignment, FidelityReport? Fidelity, int? Placed)
{
    public static ProjectionReport Of(ReducedMap map, IReadOnlyDictionary<string, double> seconds, HeadProjection? head, int? placed) => new(
        map.Spec.Method.ToString().ToLowerInvariant(), map.Spec.Dimensions, map.Spec.AttentionWeight, map.Points.Length / map.Spec.Dimensions, seconds, map.Iterations,
        Finite(map.ExplainedVarianceRatio?.Sum() ?? map.Objective), JsonNamingPolicy.KebabCaseLower.ConvertName(map.StopReason.ToString()),
        head is null ? null : AlignmentReport.Of(head.Alignment), head is null ? null : new FidelityReport(head.Fidelity, head.Maps[0].Fidelity), placed);

    public string ToJson() => JsonSerializer.Serialize(this, JsonLines.Format);

    public string ToText()
    {
        var objective = Objective is { } o ? string.Create(CultureInfo.InvariantCulture, $", objective {o:0.####}") : "";
        var aligned = Alignment switch
        {
            null => "",
            { Mode: "balanced" } => ", aligned by covariances",
            var a => string.Create(CultureInfo.InvariantCulture, $", aligned with c = {a.C:0.###}"),
        };
        var interval = Fidelity?.Map is { AttentionRecall3Low: { } low, AttentionRecall3High: { } high }
            ? string.Create(CultureInfo.InvariantCulture, $" ({low:0.00} to {high:0.00}, at random {Fidelity.Head.AttentionRecall3Random:0.00})")
            : "";
        var recall = Fidelity is { Map.AttentionRecall3: { } r } ? string.Create(CultureInfo.InvariantCulture, $", attention recall 3 {r:0.00}{interval}") : "";
        var placed = Placed is { } p ? string.Create(CultureInfo.InvariantCulture, $", {p} placed") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{Points} points in {Seconds["total"]:0.0} s, {Iterations} iterations ({StopReason}){objective}{aligned}{recall}{placed}");
    }

    // JSON knows no NaN.
    internal static double? Finite(double? value) => value is { } v && double.IsFinite(v) ? v : null;
}

/// <summary>The alignment of a head, in short.</summary>
internal sealed record AlignmentReport(string Mode, double C, double? CorrelationBefore, double? CorrelationAfter)
{
    public static AlignmentReport Of(HeadAlignment alignment) => new(
        JsonNamingPolicy.KebabCaseLower.ConvertName(alignment.Mode.ToString()), alignment.C,
        ProjectionReport.Finite(alignment.CorrelationBefore), ProjectionReport.Finite(alignment.CorrelationAfter));
}

/// <summary>Figures of the head before it is mapped, and of its map.</summary>
internal sealed record FidelityReport(HeadFidelity Head, MapFidelity Map);
