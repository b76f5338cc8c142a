using System.Diagnostics.Metrics;
using AttentionViz.Pipeline.Hosting;
using AttentionViz.Pipeline.Observability;

namespace AttentionViz.Extractor.Extraction;

/// <summary>What is measured of extraction; once a batch or once a shard, never a token.</summary>
internal static class ExtractionMetrics
{
    /// <summary>By stage: load model, tokenize, load images, run model, store shard.</summary>
    public static readonly Histogram<double> StageSeconds = Telemetry.Meter.CreateHistogram(
        "attentionviz.extraction.stage.duration", "s", "Time of a stage of planning or extracting", advice: Buckets.Seconds);

    private static readonly Counter<long> Extracted = Telemetry.Meter.CreateCounter<long>(
        "attentionviz.tokens.extracted", "{token}", "Tokens of shards that were extracted and stored");

    private static readonly Histogram<double> Fill = Telemetry.Meter.CreateHistogram(
        "attentionviz.batch.fill", "1", "Positions of a batch, of those that it may have", advice: Buckets.Share);

    private static readonly Counter<long> Positions = Telemetry.Meter.CreateCounter<long>(
        "attentionviz.batch.positions", "{position}", "Positions that the model ran over, padding included");

    private static readonly Counter<long> Padding = Telemetry.Meter.CreateCounter<long>(
        "attentionviz.batch.padding", "{position}", "Positions among them that were padding");

    public static void AddTokens(long tokens, string modelId) => Extracted.Add(tokens, new KeyValuePair<string, object?>("model", modelId));

    /// <param name="positions">Of the whole batch, padding included.</param>
    /// <param name="tokens">Those that are not padding.</param>
    /// <param name="room">Most positions of a batch; a single long sequence may have more.</param>
    public static void AddBatch(long positions, long tokens, int room)
    {
        Fill.Record((double)positions / room);
        Positions.Add(positions);
        Padding.Add(positions - tokens);
    }
}
