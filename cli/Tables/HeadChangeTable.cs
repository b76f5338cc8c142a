using System.Globalization;
using AttentionViz.V1;
using Spectre.Console;

namespace AttentionViz.Cli.Tables;

/// <summary>How heads differ between two jobs, a row each.</summary>
internal static class HeadChangeTable
{
    /// <summary>What the columns mean, for who sees them the first time.</summary>
    public const string Legend =
        "attention: mean Jensen-Shannon distance between a token's weights, 0 to 1. geometry: 1 less the linear CKA of queries and keys. profile: distance between the profiles.";

    public static Table Of(IEnumerable<HeadChange> changes)
    {
        var table = new Table { Border = TableBorder.Simple }.AddColumn("head", c => c.NoWrap())
            .AddColumn("attention", Right).AddColumn("geometry", Right).AddColumn("profile", Right).AddColumn("most changed token", c => c.NoWrap());
        foreach (var change in changes)
        {
            table.AddRow(
                $"L{change.Layer} H{change.Head}", Figure(change.AttentionChange), Figure(change.GeometryChange), Figure(change.ProfileChange),
                change.MostChangedSequenceIndex < 0 ? "-" : $"sequence {change.MostChangedSequenceIndex}, position {change.MostChangedPosition}: {Figure(change.MostChanged)}");
        }

        return table;
    }

    private static string Figure(double value) => double.IsFinite(value) ? value.ToString("0.000", CultureInfo.InvariantCulture) : "-";

    private static void Right(TableColumn column) => column.RightAligned();
}
