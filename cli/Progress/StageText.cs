using System.Globalization;
using AttentionViz.V1;

namespace AttentionViz.Cli.Progress;

/// <summary>Figures of a job's progress as people read them.</summary>
internal static class StageText
{
    public static string Name(Stage stage) => stage.ToString().ToLowerInvariant();

    /// <summary>As in "12,345 / 45,678 tokens   1,234/s".</summary>
    public static string Counts(StageProgress stage)
    {
        var total = stage.Total > 0 ? Number(stage.Total) : "?";
        var counts = $"{Number(stage.Done)} / {total} {Unit(stage.Stage)}";
        return stage.Rate > 0 ? $"{counts}   {Rate(stage.Rate)}" : counts;
    }

    /// <summary>Time left while the stage runs, time taken once it is done.</summary>
    public static string Times(StageProgress stage)
    {
        if (IsDone(stage)) return $"took {Span(stage.Elapsed?.ToTimeSpan() ?? TimeSpan.Zero)}";
        return stage.Remaining is { } left ? $"about {Span(left.ToTimeSpan())} left" : "";
    }

    /// <summary>The whole line of a stage.</summary>
    public static string Line(StageProgress stage)
    {
        var share = stage.Total > 0 ? $"{Share(stage) * 100,3:0}%" : "    ";
        return $"{Name(stage.Stage),-10}  {share}  {Counts(stage)}   {Times(stage)}".TrimEnd();
    }

    /// <summary>What the maps are made of, as in "drew 1,012 of 9,300 tokens: 61 of 500 sequences".</summary>
    public static string Sample(Job job)
    {
        var cut = job.TruncatedSequences > 0 ? $"; {Number(job.TruncatedSequences)} sequences were cut to fit the model" : "";
        var skipped = job.SkippedSequences > 0 ? $"; {SkippedText.Count(job.SkippedSequences)}" : "";
        return $"drew {Number(job.SampledTokens)} of {Number(job.CorpusTokens)} tokens: {Number(job.SampledSequences)} of {Number(job.CorpusSequences)} sequences{cut}{skipped}";
    }

    public static bool IsDone(StageProgress stage) => stage.Total > 0 && stage.Done >= stage.Total;

    public static double Share(StageProgress stage) => stage.Total > 0 ? Math.Min((double)stage.Done / stage.Total, 1) : 0;

    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 10 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0} s"),
        { TotalSeconds: < 90 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0} s"),
        { TotalMinutes: < 90 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(span.TotalMinutes):0} min {span.Seconds} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours:0.0} h"),
    };

    public static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Rate(double rate) =>
        rate.ToString(rate >= 10 ? "N0" : "0.0", CultureInfo.InvariantCulture) + "/s";

    private static string Unit(Stage stage) => stage switch
    {
        Stage.Planning => "sequences",
        Stage.Extracting => "tokens",
        Stage.Projecting => "heads",
        _ => "units",
    };
}
