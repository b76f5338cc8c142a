using AttentionViz.Numerics;
using AttentionViz.Projector.Projection;

namespace AttentionViz.Bench.Fidelity;

/// <summary>One head by one mode and method: its map and its figures.</summary>
internal sealed record Measurement(Row Row, float[] Points)
{
    public static Measurement Run(string model, NamedHead head, Mode mode, MapMethod method, ulong seed, int threads)
    {
        var prepared = mode.Prepare(head.Vectors);
        var options = new ProjectionOptions { Alignment = mode.Alignment, Maps = [mode.Map(method)], Seed = seed, Threads = threads };
        var projection = new HeadProjector(TimeProvider.System).Project(prepared, options);
        var (baselines, map) = (projection.Fidelity, projection.Maps[0].Fidelity);
        var seconds = projection.Seconds.Sum(s => s.Seconds);
        return new Measurement(
            new Row(
                model, head.Name, method.ToString().ToLowerInvariant(), mode.Name, projection.Alignment.C * Factor(head.Vectors, prepared),
                Or(map.AttentionRecall3), Or(map.AttentionRecall3Low), Or(map.AttentionRecall3High),
                Or(baselines.AttentionRecall3Raw), Or(baselines.AttentionRecall3Aligned), Or(baselines.AttentionRecall3Random),
                Or(map.WithinTypeKnnRecall), Or(baselines.WithinTypeKnnRecallRandom),
                Or(map.Mixing), Or(baselines.MixingRaw), Or(baselines.MixingRandom),
                Or(map.KnnRecall10), Or(baselines.KnnRecall10Random), Or(map.Trustworthiness12), Or(baselines.Trustworthiness12Random),
                double.NaN, double.NaN, SoftmaxDifference.Greatest(head.Vectors, prepared, projection.Alignment),
                seconds, projection.Seconds.Single(s => s.Stage == "fidelity").Seconds / seconds),
            projection.Maps[0].Map.Points);
    }

    /// <summary>By how much queries were stretched before.</summary>
    private static double Factor(HeadVectors head, HeadVectors prepared) =>
        ReferenceEquals(head, prepared) ? 1 : Math.Sqrt(prepared.Queries.Sum(x => (double)x * x) / head.Queries.Sum(x => (double)x * x));

    private static double Or(double? figure) => figure ?? double.NaN;
}
