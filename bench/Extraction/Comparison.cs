using System.Diagnostics;
using AttentionViz.Extractor.Extraction;

namespace AttentionViz.Bench.Extraction;

/// <summary>Times both sides in turns, so that what else the machine does hits both.</summary>
internal static class Comparison
{
    /// <summary>Shorter runs are repeated within one measurement: a clock tick or a neighbour shows less.</summary>
    private const double LeastSeconds = 1;

    public static async Task<Report> RunAsync(Workload work, int pairs, CancellationToken cancellationToken)
    {
        using var loaded = work.Load(cancellationToken);
        using var plain = new PlainInference(work.Model);
        var watch = Stopwatch.StartNew();
        var shards = new List<IReadOnlyList<EncodedSequence>>();
        await foreach (var shard in work.ShardsAsync(loaded, cancellationToken)) shards.Add(shard);
        var tokenizing = watch.Elapsed.TotalSeconds;
        var batches = shards.ConvertAll(PlainInference.Batches);

        async Task ExtractAsync()
        {
            foreach (var shard in shards) await Workload.ExtractAsync(loaded.Model, shard, cancellationToken);
        }

        Task PlainAsync()
        {
            batches.ForEach(plain.Run);
            return Task.CompletedTask;
        }

        var passes = 1;
        async Task<double> TimeAsync(Func<Task> run)
        {
            // Yesterday's garbage is nobody's fault.
            GC.Collect();
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < passes; i++) await run();
            return Stopwatch.GetElapsedTime(start).TotalSeconds / passes;
        }

        await PlainAsync();
        // Not the very first calls, which compile and fill caches.
        await TimeAsync(ExtractAsync);
        passes = (int)Math.Clamp(LeastSeconds / await TimeAsync(PlainAsync), 1, 1000);
        await TimeAsync(ExtractAsync);
        var times = new List<(double Plain, double Extraction)>();
        for (var i = 0; i < pairs; i++)
        {
            // The first of a pair finds the machine as the pair before left it; each side is first in turn.
            var first = i % 2 == 0 ? await TimeAsync(PlainAsync) : 0;
            var extraction = await TimeAsync(ExtractAsync);
            times.Add((i % 2 == 0 ? first : await TimeAsync(PlainAsync), extraction));
        }

        return new Report
        {
            Model = Path.GetFileName(work.Model),
            Sequences = shards.Sum(s => s.Count),
            Tokens = shards.Sum(s => s.Sum(x => (long)x.Length)),
            TokenizingSeconds = tokenizing,
            PlainSeconds = Median(times.Select(t => t.Plain)),
            ExtractionSeconds = Median(times.Select(t => t.Extraction)),
            Ratio = Median(times.Select(t => t.Extraction / t.Plain)),
            RoundTrip = RoundTrip.Measure(loaded.Model, shards[0]),
        };
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
