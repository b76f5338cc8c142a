namespace AttentionViz.Bench.Scale.Running;

/// <summary>Mean and standard deviation.</summary>
internal readonly record struct Spread(double Mean, double Deviation)
{
    public static Spread Of(IEnumerable<double> values)
    {
        double[] all = [.. values];
        var mean = all.Average();
        return new Spread(mean, Math.Sqrt(all.Average(v => (v - mean) * (v - mean))));
    }
}

/// <summary>What one job took.</summary>
internal sealed record RunResult
{
    public required long Tokens { get; init; }

    /// <summary>Of the text.</summary>
    public required long CorpusBytes { get; init; }

    public required long Sequences { get; init; }

    public required int Shards { get; init; }

    /// <summary>Shards of which something is drawn.</summary>
    public required int DrawnShards { get; init; }

    public required int Heads { get; init; }

    public required long SampledTokens { get; init; }

    /// <summary>Of each kind.</summary>
    public required int Workers { get; init; }

    public required int Budget { get; init; }

    public required long Events { get; init; }

    public required IReadOnlyList<StageFigures> Stages { get; init; }

    /// <summary>Most resident memory, by process.</summary>
    public required IReadOnlyDictionary<string, long> PeakBytes { get; init; }

    /// <summary>By key, after the job.</summary>
    public required IReadOnlyDictionary<string, long> StoreBytes { get; init; }

    /// <summary>Redis' used memory before the upload; after the job; and the most it was.</summary>
    public required long StoreBefore { get; init; }

    public required long StoreAfter { get; init; }

    public required long StorePeak { get; init; }

    public required BusCounters Bus { get; init; }

    public required Spread ShardTokens { get; init; }

    /// <summary>Of alignment, maps and fidelity.</summary>
    public required Spread HeadSeconds { get; init; }

    public StageFigures Of(string stage) => Stages.First(s => s.Stage == stage);

    /// <summary>From submission to the end.</summary>
    public double Seconds => Stages.Where(s => s.Stage != "upload").Sum(s => s.Seconds);
}
