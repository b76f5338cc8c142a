using System.Globalization;

namespace AttentionViz.Bench.Projection;

/// <summary>Most memory resident in this process since it was last asked to forget, as Linux counts it.</summary>
internal static class PeakMemory
{
    private const string Status = "/proc/self/status";
    private const string Forget = "/proc/self/clear_refs";

    /// <summary>Lets the peak begin anew from what is in use.</summary>
    public static void Restart()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, true, true);
        if (File.Exists(Forget))
            File.WriteAllText(Forget, "5");
    }

    /// <summary>MB (10^6 bytes); null where the system does not tell.</summary>
    public static double? Megabytes()
    {
        const string Peak = "VmHWM:";
        var line = File.Exists(Status) ? File.ReadLines(Status).FirstOrDefault(l => l.StartsWith(Peak, StringComparison.Ordinal)) : null;
        return line is null ? null : double.Parse(line[Peak.Length..^2], CultureInfo.InvariantCulture) * 1024 / 1e6;
    }
}
