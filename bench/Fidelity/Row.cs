namespace AttentionViz.Bench.Fidelity;

/// <summary>One map, or the mean over the heads of a model (<see cref="Head"/> "mean").</summary>
/// <param name="C">Queries were multiplied, keys divided by it.</param>
/// <param name="RecallRatio">Recall 3 over that of the paper's recipe.</param>
/// <param name="WithinTypeRatio">Within-type kNN recall over that of the geometric map.</param>
/// <param name="Softmax">Greatest change of an attention weight by the alignment; over all heads in a mean.</param>
/// <param name="Seconds">Of the projection.</param>
/// <param name="FidelityShare">Of those seconds, the share that went into the figures.</param>
internal sealed record Row(
    string Model, string Head, string Method, string Mode, double C,
    double Recall3, double Recall3Low, double Recall3High, double Recall3Raw, double Recall3Aligned, double Recall3Random,
    double WithinType, double WithinTypeRandom, double Mixing, double MixingRaw, double MixingRandom,
    double Knn, double KnnRandom, double Trust, double TrustRandom,
    double RecallRatio, double WithinTypeRatio, double Softmax, double Seconds, double FidelityShare)
{
    /// <summary>The mean of heads; ratios are those of the means.</summary>
    public static Row Mean(IReadOnlyList<Row> rows) => rows[0] with
    {
        Head = "mean",
        C = double.NaN,
        Recall3 = rows.Average(r => r.Recall3),
        // The mean over heads has no interval: its heads are of the same sequences.
        Recall3Low = double.NaN,
        Recall3High = double.NaN,
        Recall3Raw = rows.Average(r => r.Recall3Raw),
        Recall3Aligned = rows.Average(r => r.Recall3Aligned),
        Recall3Random = rows.Average(r => r.Recall3Random),
        WithinType = rows.Average(r => r.WithinType),
        WithinTypeRandom = rows.Average(r => r.WithinTypeRandom),
        Mixing = rows.Average(r => r.Mixing),
        MixingRaw = rows.Average(r => r.MixingRaw),
        MixingRandom = rows.Average(r => r.MixingRandom),
        Knn = rows.Average(r => r.Knn),
        KnnRandom = rows.Average(r => r.KnnRandom),
        Trust = rows.Average(r => r.Trust),
        TrustRandom = rows.Average(r => r.TrustRandom),
        Softmax = rows.Max(r => r.Softmax),
        Seconds = rows.Average(r => r.Seconds),
        FidelityShare = rows.Sum(r => r.FidelityShare * r.Seconds) / rows.Sum(r => r.Seconds),
    };

    /// <summary>
    /// The same with ratios to the rows of the same head and method, and with raw figures from before a mode prepared the head.
    /// </summary>
    public Row Against(IEnumerable<Row> others)
    {
        Row? Of(string mode) => others.FirstOrDefault(o => o.Mode == mode && o.Head == Head && o.Method == Method && o.Model == Model);
        return this with
        {
            Recall3Raw = Of("none")?.Recall3Raw ?? Recall3Raw,
            MixingRaw = Of("none")?.MixingRaw ?? MixingRaw,
            RecallRatio = Recall3 / (Of(Fidelity.Mode.Paper)?.Recall3 ?? double.NaN),
            WithinTypeRatio = WithinType / (Of(Fidelity.Mode.Geometric)?.WithinType ?? double.NaN),
        };
    }
}
