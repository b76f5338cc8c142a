using System.Diagnostics;
using System.Text.Json.Nodes;
using AttentionViz.Extractor.Extraction;
using AttentionViz.Extractor.Extraction.Statistics;
using AttentionViz.Extractor.Running;
using AttentionViz.Numerics.Randomness;
using AttentionViz.Pipeline.Atlases.Statistics;
using AttentionViz.Pipeline.Corpora;

namespace AttentionViz.Bench.Scale.Statistics;

/// <summary>
/// What the statistics of a token and head take: those of every token of a corpus, on a processor also where the model runs on
/// a GPU.
/// </summary>
/// <param name="Moments">Microseconds of one core for mean and covariance of a query and a key.</param>
/// <param name="Behaviour">The same for what the query attends to.</param>
internal readonly record struct StatisticsCost(int Width, int Length, double Moments, double Behaviour)
{
    private static readonly TimeSpan Lasting = TimeSpan.FromSeconds(1);

    public double Microseconds => Moments + Behaviour;

    public static StatisticsCost Measure(int width, int length, bool causal)
    {
        var random = new SeededRandom(1);
        float[] Rows() => [.. Enumerable.Range(0, length * width).Select(_ => (float)random.NextNormal())];
        var (queries, keys) = (Rows(), Rows());
        int[] ids = [.. Enumerable.Range(0, length).Select(_ => random.Next(length))];
        string[] texts = [.. ids.Select(id => $"w{id}")];
        var sequence = new EncodedSequence(new SequenceRecord(0, "", "", null, null, new Dictionary<string, JsonValue>()), ids, texts, new int[length], new int[length], new bool[length], Truncated: false);
        var facts = new SequenceFacts(sequence, new AttentionForm(causal));
        var (moments, behaviour) = (new double[MomentSums.Length(width)], new double[BehaviourSums.Length]);
        var (scratch, scale) = (Scratch.OfThread, 1 / MathF.Sqrt(width));
        HeadRows Of(float[] rows) => new(rows, length, width, width, 1);
        return new StatisticsCost(
            width, length,
            Time(length, () =>
            {
                MomentKernel.Run(Of(queries), length, scratch, moments);
                MomentKernel.Run(Of(keys), length, scratch, moments);
            }),
            Time(length, () => BehaviourKernel.Run(Of(queries), Of(keys), scale, facts, scratch, behaviour)));
    }

    /// <summary>Microseconds of processor time for a token.</summary>
    private static double Time(int tokens, Action run)
    {
        using var self = Process.GetCurrentProcess();
        double Seconds()
        {
            self.Refresh();
            return self.TotalProcessorTime.TotalSeconds;
        }

        for (var i = 0; i < 100; i++) run();
        var (watch, began, times) = (Stopwatch.StartNew(), Seconds(), 0L);
        for (; watch.Elapsed < Lasting; times++) run();
        return (Seconds() - began) / times / tokens * 1e6;
    }
}
