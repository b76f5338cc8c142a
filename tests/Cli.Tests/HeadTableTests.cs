using AttentionViz.Cli.Tables;
using AttentionViz.V1;
using Spectre.Console;

namespace AttentionViz.Cli.Tests;

public class HeadTableTests
{
    [Theory]
    [InlineData(0.39, 0.46, "0.42 ±.04")]
    [InlineData(double.NaN, double.NaN, "0.42 ")]
    public void Of_Recall_ShowsHalfItsIntervalWhereThereIsOne(double low, double high, string shown)
    {
        var map = new MapSpec { Method = MapMethod.Tsne, Dimensions = 2 };
        var fidelity = new Fidelity { AttentionRecall3 = 0.42, AttentionRecall3Low = low, AttentionRecall3High = high };
        var atlas = new Atlas
        {
            Spec = new JobSpec { Maps = { map } },
            Heads = { new HeadSummary { Profile = new HeadProfile(), Maps = { new MapSummary { Method = MapMethod.Tsne, Dimensions = 2, Fidelity = fidelity } } } },
        };

        var text = new StringWriter();
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.No }).Write(HeadTable.Of(atlas));

        Assert.Contains(shown, text.ToString(), StringComparison.Ordinal);
        Assert.Equal(double.IsFinite(low), text.ToString().Contains('±', StringComparison.Ordinal));
    }
}
