using AttentionViz.Cli.Tables;
using AttentionViz.V1;

namespace AttentionViz.Cli.Tests;

public sealed class HeadHabitTests
{
    [Fact]
    public void Of_OneMarkedHabit_NamesIt() =>
        Assert.Equal("previous token 62%", HeadHabit.Of(new HeadProfile { PreviousScore = 0.62, Self = 0.1, Entropy = 0.4 }));

    [Fact]
    public void Of_FirstTokenThatIsSpecial_NamesTheNarrowerHabit() =>
        Assert.Equal("first token 80%", HeadHabit.Of(new HeadProfile { First = 0.8, Special = 0.8 }));

    [Theory]
    [InlineData(0.7, 0.2, 0.4, "own row 70%")]
    [InlineData(0.1, 0.6, 0.3, "own column 60%")]
    [InlineData(0.3, 0.3, 0.5, "patches around 50%")]
    public void Of_ImageHead_NamesItsHabitOnTheGrid(double row, double column, double local, string habit) => Assert.Equal(
        habit, HeadHabit.Of(new HeadProfile { RowScore = row, ColumnScore = column, LocalScore = local, PreviousScore = 0.1, Special = 0.2, Entropy = 0.7 }));

    [Fact]
    public void Of_EvenWeights_SaysBroad() =>
        Assert.Equal("broad (itself 5%)", HeadHabit.Of(new HeadProfile { Self = 0.05, Entropy = 0.97 }));

    [Fact]
    public void Of_NoMarkedHabit_SaysMixedWithTheLargest() =>
        Assert.Equal("mixed (itself 22%)", HeadHabit.Of(new HeadProfile { Self = 0.22, NextScore = 0.2, Entropy = 0.6 }));
}
