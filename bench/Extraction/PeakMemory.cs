using System.Diagnostics;
using System.Globalization;

namespace AttentionViz.Bench.Extraction;

/// <summary>Peak memory of a process that extracts, at one size of the corpus and at several times that.</summary>
/// <param name="Once">Bytes.</param>
/// <param name="Repeated">Bytes, at <paramref name="Times"/> the corpus.</param>
internal sealed record PeakMemory(long Once, long Repeated, int Times)
{
    public double Ratio => (double)Repeated / Once;

    /// <summary>A process of its own for each size: a peak cannot be taken back.</summary>
    public static async Task<PeakMemory> CompareAsync(Workload work, int times, CancellationToken cancellationToken) =>
        new(await ChildAsync(work, 1, cancellationToken), await ChildAsync(work, times, cancellationToken), times);

    /// <summary>Extracts the corpus so often and prints the peak.</summary>
    public static async Task MeasureAsync(Workload work, int times, CancellationToken cancellationToken)
    {
        using (var loaded = work.Load(cancellationToken))
        {
            for (var i = 0; i < times; i++)
            {
                await foreach (var shard in work.ShardsAsync(loaded, cancellationToken))
                    await Workload.ExtractAsync(loaded.Model, shard, cancellationToken);
            }
        }

        using var self = Process.GetCurrentProcess();
        Console.WriteLine(self.PeakWorkingSet64.ToString(CultureInfo.InvariantCulture));
    }

    private static async Task<long> ChildAsync(Workload work, int times, CancellationToken cancellationToken)
    {
        string[] arguments =
        [
            "--models", work.Model, "--corpus", work.Corpus, "--max-sequence-tokens", Number(work.MaxTokens), "--peak-memory", Number(times),
        ];
        var assembly = typeof(PeakMemory).Assembly.Location;
        using var child = Process.Start(new ProcessStartInfo("dotnet", [assembly, .. arguments]) { RedirectStandardOutput = true })!;
        var printed = await child.StandardOutput.ReadToEndAsync(cancellationToken);
        await child.WaitForExitAsync(cancellationToken);
        if (child.ExitCode != 0) throw new InvalidOperationException($"the child process ended with exit code {child.ExitCode}");
        return long.Parse(printed.Trim(), CultureInfo.InvariantCulture);
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
