namespace AttentionViz.Bench.QueueSimulation.Workload;

/// <summary>Sizes of which few are very large: density ~ x^-(shape + 1) from least to most.</summary>
internal readonly record struct BoundedPareto(double Least, double Most, double Shape)
{
    /// <summary>Shape not 1.</summary>
    public double Mean
    {
        get
        {
            var cut = 1 - Math.Pow(Least / Most, Shape);
            return Math.Pow(Least, Shape) * Shape / (Shape - 1) * (Math.Pow(Least, 1 - Shape) - Math.Pow(Most, 1 - Shape)) / cut;
        }
    }

    /// <param name="u">Above 0, at most 1; 1 gives the least.</param>
    public double Quantile(double u)
    {
        var (low, high) = (Math.Pow(Least, -Shape), Math.Pow(Most, -Shape));
        return Math.Pow(high + (u * (low - high)), -1 / Shape);
    }
}
