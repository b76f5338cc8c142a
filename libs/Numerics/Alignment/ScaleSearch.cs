namespace AttentionViz.Numerics.Alignment;

/// <summary>Continuous search for the scale c whose weighted correlation is nearest to -1.</summary>
internal static class ScaleSearch
{
    private static readonly double GoldenRatio = (Math.Sqrt(5) - 1) / 2;

    /// <summary>
    /// Scans log c between bounds set by the balanced scale, then refines the best point between its neighbours by golden section. The
    /// criterion may have several valleys; the scan chooses the valley, golden section only its bottom. Where no scale
    /// defines a correlation (fewer than three pairs, all vectors alike) the balanced scale is taken.
    /// </summary>
    public static (double C, IReadOnlyList<ScalePoint> Curve) Find(
        PairGeometry pairs, AlignmentOptions options, CancellationToken cancellation)
    {
        var balance = pairs.BalancedScale;
        double least = Math.Log(options.LeastRatio), greatest = Math.Log(options.GreatestRatio);
        var step = (greatest - least) / (options.ScanPoints - 1);
        var curve = new List<ScalePoint>();
        for (var i = 0; i < options.ScanPoints; i++)
            Evaluate(least + (i * step));

        if (curve.Count == 0)
            return (balance, []);
        var bracket = Math.Log(Best().C / balance);
        double low = Math.Max(bracket - step, least), high = Math.Min(bracket + step, greatest);
        var left = high - (GoldenRatio * (high - low));
        var right = low + (GoldenRatio * (high - low));
        double atLeft = Evaluate(left), atRight = Evaluate(right);
        while (high - low > options.Tolerance)
        {
            if (atLeft <= atRight)
            {
                (high, right, atRight) = (right, left, atLeft);
                left = high - (GoldenRatio * (high - low));
                atLeft = Evaluate(left);
            }
            else
            {
                (low, left, atLeft) = (left, right, atRight);
                right = low + (GoldenRatio * (high - low));
                atRight = Evaluate(right);
            }
        }

        var best = Best();
        curve.Sort((a, b) => a.C.CompareTo(b.C));
        return (best.C, curve);

        double Evaluate(double logRatio)
        {
            cancellation.ThrowIfCancellationRequested();
            if (WeightedCorrelation.At(pairs, balance * Math.Exp(logRatio), options) is not { } point)
                return double.PositiveInfinity;
            curve.Add(point);
            return point.Correlation;
        }

        ScalePoint Best() => curve.MinBy(p => p.Correlation);
    }
}
