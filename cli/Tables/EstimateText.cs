using System.Globalization;
using AttentionViz.V1;

namespace AttentionViz.Cli.Tables;

/// <summary>What a job would take, for people.</summary>
internal static class EstimateText
{
    public static void Write(EstimateJobResponse estimate, TextWriter output)
    {
        void Line(string name, string text) => output.WriteLine($"{name,-12}{text}");
        Line("heads", Number(estimate.Heads));
        Line("corpus", $"{Number(estimate.CorpusSequences)} sequences, {Number(estimate.CorpusTokens)} tokens ({Of(estimate.TokensBasis)}); {Number(estimate.SampledTokens)} drawn");
        Line("store", $"{MiB(estimate.StoreBytes)} in the end, {MiB(estimate.PeakStoreBytes)} at most");
        foreach (var stage in estimate.Stages)
            Line(stage.Stage.ToString().ToLowerInvariant(), string.Create(CultureInfo.InvariantCulture, $"{stage.Duration.ToTimeSpan().TotalSeconds:0.#} s ({Of(stage.Basis)})"));
        Line("ahead", estimate.JobsAhead == 1 ? "1 job" : $"{Number(estimate.JobsAhead)} jobs");
    }

    private static string Of(EstimateBasis basis) => basis switch
    {
        EstimateBasis.Exact => "counted",
        EstimateBasis.SameModel => "from recent jobs with this model",
        EstimateBasis.OtherModels => "from recent jobs with other models",
        _ => "a guess: nothing like it was run yet",
    };

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string MiB(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024):0.0} MiB");
}
