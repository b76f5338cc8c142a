using AttentionViz.Pipeline.Jobs.Rates;
using AttentionViz.V1;
using Google.Protobuf.WellKnownTypes;
using MapSpec = AttentionViz.V1.MapSpec;

namespace AttentionViz.Gateway.Jobs.Estimates;

/// <summary>Expected time of each stage, from what recent jobs took.</summary>
internal static class StageTimes
{
    private const int Recent = 8;

    // Where nothing was measured: what one ordinary core does.
    private const double BytesPerSecond = 1e6;
    private const double OperationsPerSecond = 3e10;
    private const double OperationsPerTokenAndSize = 24;
    private const double StepSecondsPerPoint = 1e-3;

    /// <summary>How the time of a step of projecting grows with the points.</summary>
    private static double Growth(string step) => step.Split('-')[0] switch
    {
        "neighbours" => 2,
        "tsne" => 1.2,
        "umap" => 1.1,
        _ => 1,
    };

    /// <summary>The latest samples of the same model, else of others.</summary>
    public static (IReadOnlyList<StageSample> Samples, EstimateBasis Basis) Nearest(IEnumerable<StageSample> recent, Model model)
    {
        var all = recent.ToList();
        var same = all.Where(s => s.ModelSha == model.Sha256).Take(Recent).ToList();
        if (same.Count > 0) return (same, EstimateBasis.SameModel);
        return all.Count > 0 ? (all.Take(Recent).ToList(), EstimateBasis.OtherModels) : ([], EstimateBasis.Default);
    }

    public static StageEstimate Planning(IReadOnlyList<StageSample> recent, Model model, CorpusSize corpus)
    {
        var (samples, basis) = Nearest(recent.Where(s => s.Bytes > 0), model);
        var bytes = samples.Count > 0 ? samples.Sum(s => s.Bytes) / samples.Sum(s => s.Seconds) : BytesPerSecond;
        return Of(Stage.Planning, corpus.Sequences, corpus.Bytes / bytes, basis);
    }

    public static StageEstimate Extracting(IReadOnlyList<StageSample> recent, Model model, long tokens)
    {
        var (samples, basis) = Nearest(recent.Where(s => s.Units > 0), model);
        // The device that was used last is the one that will be used.
        samples = [.. samples.Where(s => s.Device == samples[0].Device)];
        var size = StageSample.SizeOf(model);
        var seconds = samples.Count > 0
            ? tokens * samples.Sum(s => s.Seconds / s.ModelSize * size) / samples.Sum(s => s.Units)
            : tokens * OperationsPerTokenAndSize * size / OperationsPerSecond;
        return Of(Stage.Extracting, tokens, seconds, basis);
    }

    /// <param name="points">Points of a head.</param>
    public static StageEstimate Projecting(IReadOnlyList<StageSample> recent, JobSpec spec, Model model, int heads, double points)
    {
        var (samples, basis) = Nearest(recent.Where(s => s.Points > 0), model);
        var nearest = samples.MinBy(s => Math.Abs(Math.Log(s.Points / Math.Max(1, points))));
        var steps = spec.Maps.Select(NameOf).Concat(["align", "components", "neighbours", "fidelity"]);
        if (spec.Maps.Any(m => m.AttentionWeight > 0)) steps = steps.Append("attended");
        var seconds = steps.Sum(step => SecondsOf(step, nearest, recent, points));
        var atOnce = nearest?.AtOnce ?? Environment.ProcessorCount;
        return Of(Stage.Projecting, heads, heads * seconds / Math.Clamp(atOnce, 1, Math.Max(1, heads)), basis);
    }

    private static double SecondsOf(string step, StageSample? nearest, IReadOnlyList<StageSample> recent, double points)
    {
        var of = nearest?.Steps.ContainsKey(step) == true ? nearest : recent.FirstOrDefault(s => s.Points > 0 && s.Steps.ContainsKey(step));
        if (of is not null) return of.Steps[step] * Math.Pow(points / of.Points, Growth(step));
        return step[0] is 't' or 'u' ? StepSecondsPerPoint * points : StepSecondsPerPoint / 20 * points;
    }

    /// <summary>The projector's name of a map.</summary>
    private static string NameOf(MapSpec map) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{map.Method.ToString().ToLowerInvariant()}-{map.Dimensions}d{(map.AttentionWeight > 0 ? $"-w{map.AttentionWeight}" : "")}");

    private static StageEstimate Of(Stage stage, long units, double seconds, EstimateBasis basis) => new()
    {
        Stage = stage,
        Units = units,
        Rate = seconds > 0 ? units / seconds : 0,
        Duration = Duration.FromTimeSpan(TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 315_360_000))),
        Basis = basis,
    };
}
