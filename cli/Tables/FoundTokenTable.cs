using System.Globalization;
using AttentionViz.Cli.Remote;
using Spectre.Console;

namespace AttentionViz.Cli.Tables;

/// <summary>Tokens that were found, a row each.</summary>
internal static class FoundTokenTable
{
    public static Table Of(IEnumerable<TokenContext> found)
    {
        var table = new Table { Border = TableBorder.Simple }
            .AddColumn("sequence", c => c.RightAligned()).AddColumn("position", c => c.RightAligned())
            .AddColumn("before", c => c.RightAligned()).AddColumn("token", c => c.NoWrap()).AddColumn("behind");
        foreach (var token in found)
        {
            string[] cells =
            [
                token.Sequence.ToString(CultureInfo.InvariantCulture), token.Position.ToString(CultureInfo.InvariantCulture), token.Before, token.Text, token.Behind,
            ];
            table.AddRow([.. cells.Select(Markup.Escape)]);
        }

        return table;
    }
}
