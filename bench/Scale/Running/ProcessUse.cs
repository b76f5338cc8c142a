using System.Globalization;

namespace AttentionViz.Bench.Scale.Running;

/// <summary>What the kernel says of a process.</summary>
/// <param name="CpuSeconds">Of all its threads, so far.</param>
/// <param name="PeakBytes">Most memory that was resident at once.</param>
internal readonly record struct ProcessUse(double CpuSeconds, long PeakBytes)
{
    private const double TicksPerSecond = 100;

    public static ProcessUse Of(int processId)
    {
        // The name before may hold blanks, but ends with a bracket.
        var stat = File.ReadAllText($"/proc/{processId}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var peak = File.ReadLines($"/proc/{processId}/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return new ProcessUse((Number(fields[11]) + Number(fields[12])) / TicksPerSecond, Number(peak.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) << 10);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
