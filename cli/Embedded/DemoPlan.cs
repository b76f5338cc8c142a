using AttentionViz.V1;

namespace AttentionViz.Cli.Embedded;

/// <summary>What the demo asks for.</summary>
internal static class DemoPlan
{
    public const string Model = "mini-bert";

    /// <summary>Sized so that the whole demo ends within four minutes on two cores.</summary>
    public const int TokenBudget = 2000;

    /// <summary>Every head, every method in the plane and one in space.</summary>
    public static JobSpec Spec(string model, int tokenBudget, ulong seed) => new()
    {
        ModelId = model,
        Alignment = AlignmentMode.TranslateScale,
        TokenBudget = tokenBudget,
        Seed = seed,
        Maps =
        {
            new MapSpec { Method = MapMethod.Tsne, Dimensions = 2 },
            new MapSpec { Method = MapMethod.Umap, Dimensions = 2 },
            new MapSpec { Method = MapMethod.Pca, Dimensions = 2 },
            new MapSpec { Method = MapMethod.Umap, Dimensions = 3 },
        },
    };
}
