using AttentionViz.Numerics.Fidelity;
using AttentionViz.V1;

namespace AttentionViz.Projector.Consumers;

/// <summary>Fidelity in the words of the public contract, where what is not defined is NaN.</summary>
internal static class FidelityMessages
{
    public static FidelityBaselines Of(HeadFidelity head) => new()
    {
        CorrelationRaw = head.CorrelationRaw ?? double.NaN,
        CorrelationAligned = head.CorrelationAligned ?? double.NaN,
        AttentionRecall3Raw = head.AttentionRecall3Raw ?? double.NaN,
        AttentionRecall3Aligned = head.AttentionRecall3Aligned ?? double.NaN,
        AttentionRecall3Random = head.AttentionRecall3Random ?? double.NaN,
        AttentionRecall10Raw = head.AttentionRecall10Raw ?? double.NaN,
        AttentionRecall10Aligned = head.AttentionRecall10Aligned ?? double.NaN,
        AttentionRecall10Random = head.AttentionRecall10Random ?? double.NaN,
        MixingRaw = head.MixingRaw ?? double.NaN,
        MixingAligned = head.MixingAligned ?? double.NaN,
        MixingRandom = head.MixingRandom ?? double.NaN,
        KnnRecall10Raw = head.KnnRecall10Raw ?? double.NaN,
        KnnRecall10Random = head.KnnRecall10Random ?? double.NaN,
        WithinTypeKnnRecallRaw = head.WithinTypeKnnRecallRaw ?? double.NaN,
        WithinTypeKnnRecallRandom = head.WithinTypeKnnRecallRandom ?? double.NaN,
        Trustworthiness12Raw = head.Trustworthiness12Raw ?? double.NaN,
        Trustworthiness12Random = head.Trustworthiness12Random ?? double.NaN,
    };

    /// <param name="head">Some of its figures stand beside those of each map.</param>
    public static Fidelity Of(MapFidelity map, HeadFidelity head) => new()
    {
        CorrelationRaw = head.CorrelationRaw ?? double.NaN,
        CorrelationAligned = head.CorrelationAligned ?? double.NaN,
        AttentionRecall3Raw = head.AttentionRecall3Raw ?? double.NaN,
        AttentionRecall3Aligned = head.AttentionRecall3Aligned ?? double.NaN,
        AttentionRecall3Random = head.AttentionRecall3Random ?? double.NaN,
        AttentionRecall10Aligned = head.AttentionRecall10Aligned ?? double.NaN,
        CorrelationMap = map.Correlation ?? double.NaN,
        AttentionRecall3 = map.AttentionRecall3 ?? double.NaN,
        AttentionRecall3Low = map.AttentionRecall3Low ?? double.NaN,
        AttentionRecall3High = map.AttentionRecall3High ?? double.NaN,
        AttentionRecall3P = map.AttentionRecall3P ?? double.NaN,
        Mixing = map.Mixing ?? double.NaN,
        AttentionRecall10 = map.AttentionRecall10 ?? double.NaN,
        KnnRecall10 = map.KnnRecall10 ?? double.NaN,
        WithinTypeKnnRecall = map.WithinTypeKnnRecall ?? double.NaN,
        Trustworthiness12 = map.Trustworthiness12 ?? double.NaN,
        AttentionRecall3Sequences = map.AttentionRecall3Sequences,
    };
}
