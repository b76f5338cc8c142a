using AttentionViz.V1;

namespace AttentionViz.Pipeline.Jobs.Rates;

/// <summary>What one stage of one job took.</summary>
/// <param name="ModelSha">The model it ran.</param>
/// <param name="ModelSize">See <see cref="SizeOf"/>.</param>
/// <param name="Units">Sequences planned, tokens extracted or heads projected.</param>
/// <param name="Seconds">Wall clock of the stage.</param>
public sealed record StageSample(string ModelSha, double ModelSize, double Units, double Seconds)
{
    /// <summary>Where the model ran, as in "cpu"; empty for other stages.</summary>
    public string Device { get; init; } = "";

    /// <summary>Planning: tokens found.</summary>
    public double Tokens { get; init; }

    /// <summary>Planning: bytes of the corpus.</summary>
    public double Bytes { get; init; }

    /// <summary>Projecting: points of a head, mean over heads.</summary>
    public double Points { get; init; }

    /// <summary>Projecting: seconds of each step of a head ("align", "tsne-2d", ...), mean over heads.</summary>
    public IReadOnlyDictionary<string, double> Steps { get; init; } = new Dictionary<string, double>();

    /// <summary>Projecting: heads that ran at once, as steps and wall clock tell.</summary>
    public double AtOnce { get; init; } = 1;

    /// <summary>A measure of a model's work for a token: the squares of its layers' widths, summed.</summary>
    public static double SizeOf(Model model) => Math.Max(1, model.Layers.Sum(l => Math.Pow((double)l.Heads * l.HeadWidth, 2)));
}
