using System.Diagnostics;
using AttentionViz.Numerics;
using AttentionViz.Projector.Projection;

namespace AttentionViz.Bench.Projection;

/// <summary>Heads from their vectors to six maps with alignment and fidelity, as a projector worker makes them.</summary>
internal static class WholeHeads
{
    private static readonly MapSpec[] Maps =
        [.. from dimensions in new[] { 2, 3 } from method in Enum.GetValues<MapMethod>() select new MapSpec(method, dimensions)];

    /// <param name="heads">How many.</param>
    /// <param name="points">Queries and keys of each together; even.</param>
    /// <param name="threads">Heads at once; a thread each.</param>
    public static void Run(int heads, int points, int threads)
    {
        var projector = new HeadProjector(TimeProvider.System);
        var done = new HeadProjection[heads];
        PeakMemory.Restart();
        using var self = Process.GetCurrentProcess();
        var (clock, cpu) = (Stopwatch.StartNew(), self.TotalProcessorTime);
        Parallel.For(0, heads, new ParallelOptions { MaxDegreeOfParallelism = threads }, h =>
            done[h] = projector.Project(Head(points, (ulong)h), new ProjectionOptions { Maps = Maps, Seed = (ulong)h }));
        self.Refresh();
        var seconds = (self.TotalProcessorTime - cpu).TotalSeconds;
        Console.WriteLine(
            $"{heads} heads of {points} points, {Maps.Length} maps each, {threads} at once: {clock.Elapsed.TotalSeconds:0.0} s, "
            + $"{seconds:0.0} CPU s, {seconds / heads:0.00} a head; most memory in use {PeakMemory.Megabytes():0} MB");
        foreach (var stage in done.SelectMany(d => d.Seconds).GroupBy(s => s.Stage))
            Console.WriteLine($"  {stage.Key,-12} {stage.Sum(s => s.Seconds) / heads,8:0.000} s a head");
    }

    private static HeadVectors Head(int points, ulong seed)
    {
        var vectors = Workload.QueriesAndKeys(points, seed);
        var half = vectors.Length / 2;
        var tokens = points / 2;
        int[] starts = [.. Enumerable.Range(0, (tokens + Workload.SequenceLength - 1) / Workload.SequenceLength).Select(s => s * Workload.SequenceLength), tokens];
        return new HeadVectors(
            vectors[..half], vectors[half..], Workload.VectorWidth, (float)(1 / Math.Sqrt(Workload.VectorWidth)), false, starts);
    }
}
