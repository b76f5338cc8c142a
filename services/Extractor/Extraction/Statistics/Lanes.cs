namespace AttentionViz.Extractor.Extraction.Statistics;

/// <summary>The vector width that the statistics are written for. Fixed, so that sums round alike on every machine.</summary>
internal static class Lanes
{
    /// <summary>float32 values of a vector.</summary>
    public const int Floats = 16;

    /// <summary>float64 values of a vector.</summary>
    public const int Doubles = 8;

    /// <summary>Rounds up to whole float32 vectors.</summary>
    public static int Pad(int count) => (count + Floats - 1) & -Floats;
}
