using System.Diagnostics.Metrics;

namespace AttentionViz.Pipeline.Observability;

/// <summary>Where histograms draw their lines: from what a small shard takes to the longest that a unit may.</summary>
public static class Buckets
{
    public static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1200],
    };

    /// <summary>For shares; what passes 1 is more than there was room for.</summary>
    public static readonly InstrumentAdvice<double> Share = new() { HistogramBucketBoundaries = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1] };
}
