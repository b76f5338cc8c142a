using System.Globalization;
using AttentionViz.V1;

namespace AttentionViz.Cli.Tables;

/// <summary>What a head attends to, in a few words.</summary>
internal static class HeadHabit
{
    /// <summary>Below this no single habit explains the head.</summary>
    private const double Marked = 0.3;

    /// <summary>Entropy, as a share of its most, above which the weights hardly differ.</summary>
    private const double Broad = 0.85;

    /// <summary>
    /// The largest weight of the profile among queries that have such a place to attend to, as in "previous token 62%"; in
    /// brackets where it explains little of the head. A profile of a cross-attention head holds 0 for habits that it cannot have.
    /// </summary>
    public static string Of(HeadProfile? profile)
    {
        if (profile is null) return "";
        // The narrower habit comes first: where two weights are equal, it says more.
        (string Name, double Weight)[] habits =
        [
            ("induction", profile.InductionScore), ("same token", profile.SameTokenScore), ("previous token", profile.PreviousScore),
            ("next token", profile.NextScore), ("itself", profile.Self),
            // Of images only; 0 for text.
            ("own row", profile.RowScore), ("own column", profile.ColumnScore), ("patches around", profile.LocalScore), ("first token", profile.First), ("special tokens", profile.Special),
        ];
        var (name, weight) = habits.MaxBy(h => h.Weight);
        if (weight >= Marked) return string.Create(CultureInfo.InvariantCulture, $"{name} {weight * 100:0}%");
        return string.Create(CultureInfo.InvariantCulture, $"{(profile.Entropy >= Broad ? "broad" : "mixed")} ({name} {weight * 100:0}%)");
    }
}
