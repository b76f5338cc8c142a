using System.Diagnostics;
using System.Globalization;

namespace AttentionViz.Bench.Projection;

/// <summary>Runs the script that measures other implementations.</summary>
internal static class Peers
{
    /// <summary>Returns the script's exit code; what it prints goes to the console.</summary>
    public static int Run(string python, string folder, string[] names, int mostPoints)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "peers.py");
        using var process = Process.Start(new ProcessStartInfo(python, [script, folder, "--most", mostPoints.ToString(CultureInfo.InvariantCulture), .. names]))!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
