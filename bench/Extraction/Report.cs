using System.Globalization;
using System.Text.Json;

namespace AttentionViz.Bench.Extraction;

/// <summary>Figures of one model.</summary>
internal sealed record Report
{
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public required string Model { get; init; }

    public required int Sequences { get; init; }

    public required long Tokens { get; init; }

    public required double TokenizingSeconds { get; init; }

    /// <summary>Median of the paired runs; likewise the next two.</summary>
    public required double PlainSeconds { get; init; }

    public required double ExtractionSeconds { get; init; }

    /// <summary>Extraction over plain inference, pair by pair.</summary>
    public required double Ratio { get; init; }

    public required RoundTrip RoundTrip { get; init; }

    public PeakMemory? Memory { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, Format);

    public string ToText() => string.Create(CultureInfo.InvariantCulture, $"""
        {Model}: {Sequences} sequences, {Tokens} tokens (tokenized in {TokenizingSeconds:0.00} s)
          plain inference  {Tokens / PlainSeconds,10:0} tokens/s  {PlainSeconds,8:0.000} s
          extraction       {Tokens / ExtractionSeconds,10:0} tokens/s  {ExtractionSeconds,8:0.000} s
          time of extraction / plain inference: {Ratio:0.00} (asked: at most 1.00)
          peak memory: {Memory!.Once >> 20} MiB, {Memory.Repeated >> 20} MiB at {Memory.Times} x the corpus: {Memory.Ratio:0.00} (asked: at most 1.15)
          float16 round trip of queries and keys: relative error {RoundTrip.Mean:0.0e+0} in the mean, {RoundTrip.Worst:0.0e+0} at worst
        """);
}
