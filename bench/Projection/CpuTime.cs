using System.Diagnostics;

namespace AttentionViz.Bench.Projection;

/// <summary>CPU time of this process.</summary>
internal static class CpuTime
{
    /// <summary>The least seconds of some runs, and the last result.</summary>
    public static (double Seconds, T Result) Best<T>(int runs, Func<T> work)
    {
        var best = double.PositiveInfinity;
        T result = default!;
        for (var run = 0; run < Math.Max(1, runs); run++)
        {
            var start = Now();
            result = work();
            best = Math.Min(best, Now() - start);
        }

        return (best, result);
    }

    /// <summary>Seconds so far, over all threads.</summary>
    public static double Now()
    {
        using var self = Process.GetCurrentProcess();
        return self.TotalProcessorTime.TotalSeconds;
    }
}
