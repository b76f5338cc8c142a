using AttentionViz.Numerics.Alignment;
using AttentionViz.Numerics.Fidelity;
using AttentionViz.Pipeline.Atlases.Statistics;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Projector.Projection;
using AttentionViz.V1;
using Wanted = AttentionViz.Numerics.Alignment.AlignmentMode;

namespace AttentionViz.Projector.Consumers;

/// <summary>A projected head in the words of the public contract.</summary>
internal static class HeadSummaries
{
    public static HeadSummary Of(AttentionLayer layer, int head, HeadProjection projection, HeadStatistics statistics)
    {
        var summary = new HeadSummary
        {
            Layer = layer.Layer,
            Head = head,
            KeyHead = HeadSelection.KeyHead(layer, head),
            Width = layer.HeadWidth,
            Scale = layer.Scale,
            Causal = layer.Causal,
            Ready = true,
            Alignment = Of(projection.Alignment),
            Profile = HeadProfiles.Profile(statistics.Behaviour, layer.Kind == AttentionKind.Cross),
            Statistics = HeadProfiles.Statistics(statistics, layer.Kind == AttentionKind.Cross),
            Maps = { projection.Maps.Select(m => Of(m, projection.Fidelity)) },
            Baselines = FidelityMessages.Of(projection.Fidelity),
        };
        foreach (var (stage, seconds) in projection.Seconds) summary.Seconds[stage] = seconds;
        return summary;
    }

    private static Alignment Of(HeadAlignment alignment) => new()
    {
        Mode = alignment.Mode switch
        {
            Wanted.None => V1.AlignmentMode.None,
            Wanted.Translate => V1.AlignmentMode.Translate,
            Wanted.Balanced => V1.AlignmentMode.Balanced,
            _ => V1.AlignmentMode.TranslateScale,
        },
        C = alignment.C,
        Translation = { alignment.Translation },
        Matrix = { alignment.Matrix?.Forward.Select(x => (float)x) ?? [] },
        Degenerate = alignment.IsDegenerate,
        CorrelationBefore = alignment.CorrelationBefore ?? double.NaN,
        CorrelationAfter = alignment.CorrelationAfter ?? double.NaN,
        Curve = { alignment.Curve.Select(p => new AlignmentTrial { C = p.C, Correlation = p.Correlation, D0 = p.NearDistance, Pairs = p.PairCount }) },
    };

    private static MapSummary Of(HeadMap map, HeadFidelity head)
    {
        var dimensions = map.Map.Spec.Dimensions;
        var summary = new MapSummary
        {
            Method = map.Map.Spec.Method switch
            {
                Projection.MapMethod.Pca => V1.MapMethod.Pca,
                Projection.MapMethod.Tsne => V1.MapMethod.Tsne,
                _ => V1.MapMethod.Umap,
            },
            Dimensions = dimensions,
            AttentionWeight = map.Map.Spec.AttentionWeight,
            Fidelity = FidelityMessages.Of(map.Fidelity, head),
            Objective = map.Map.Objective ?? map.Map.ExplainedVarianceRatio?.Sum() ?? double.NaN,
            Iterations = map.Map.Iterations,
            StopReason = map.Map.StopReason.ToString(),
        };
        for (var d = 0; d < dimensions; d++)
        {
            var coordinates = Enumerable.Range(0, map.Map.Points.Length / dimensions).Select(i => map.Map.Points[(i * dimensions) + d]);
            summary.Minimum.Add(coordinates.Min());
            summary.Maximum.Add(coordinates.Max());
        }

        return summary;
    }
}
