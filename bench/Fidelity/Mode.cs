using System.Globalization;
using AttentionViz.Numerics;
using AttentionViz.Numerics.Alignment;
using AttentionViz.Projector.Projection;

namespace AttentionViz.Bench.Fidelity;

/// <summary>A way to make maps.</summary>
/// <param name="Prepare">What is done to a head before the projector sees it; must not change attention.</param>
internal sealed record Mode(string Name, AlignmentMode Alignment, Func<HeadVectors, HeadVectors> Prepare)
{
    /// <summary>What others are held against in recall.</summary>
    public const string Paper = "paper";

    /// <summary>What others are held against in neighbours of a kind: the default without guidance.</summary>
    public const string Geometric = "translate-scale";

    /// <param name="weights">Attention weights of guided maps, above 0 to 1.</param>
    public static IReadOnlyList<Mode> All(ulong seed, IEnumerable<double> weights) =>
    [
        new(Paper, AlignmentMode.Translate, head => PaperScale.Apply(head, PaperScale.Find(head, seed))) { Map = Plain },
        new(Geometric, AlignmentMode.TranslateScale, head => head) { Map = Plain },
        new("balanced", AlignmentMode.Balanced, head => head) { Map = Plain },
        new("translate", AlignmentMode.Translate, head => head) { Map = Plain },
        new("none", AlignmentMode.None, head => head) { Map = Plain },
        .. weights.Select(w => new Mode(string.Create(CultureInfo.InvariantCulture, $"guided {w}"), AlignmentMode.TranslateScale, head => head)
        {
            // Nothing can guide the components.
            Map = method => new MapSpec(method, 2, method == MapMethod.Pca ? 0 : w),
        }),
    ];

    /// <summary>The 2-D map by a method.</summary>
    public required Func<MapMethod, MapSpec> Map { get; init; }

    private static MapSpec Plain(MapMethod method) => new(method, 2);
}
