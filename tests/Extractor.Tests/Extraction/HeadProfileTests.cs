using AttentionViz.Extractor.Extraction;
using AttentionViz.Extractor.Extraction.Statistics;
using AttentionViz.Extractor.Running;
using AttentionViz.Pipeline.Atlases.Statistics;
using AttentionViz.V1;

namespace AttentionViz.Extractor.Tests.Extraction;

/// <summary>Scores of heads whose attention was made for one habit.</summary>
public sealed class HeadProfileTests
{
    private static readonly int[] Repeating = [5, 6, 7, 8, 9, 10, 11, 12, 5, 6, 7, 8, 9, 10, 11, 12];

    [Fact]
    public void Previous_EveryQueryOnThePositionBefore_ScoresOne()
    {
        var profile = Profile(Repeating, (i, j) => j == i - 1, causal: true);

        Assert.Equal(1, profile.PreviousScore, 1e-4);
        Assert.Equal(1, profile.PositionalScore, 1e-4);
        Assert.InRange(profile.BroadScore, 0, 0.1);
        Assert.Equal(0, profile.NextScore);
        // The weight counts the first query too, which has no position before it.
        Assert.Equal(15 / 16.0, profile.Previous, 1e-4);
    }

    [Fact]
    public void Next_EveryQueryOnThePositionAfter_ScoresOne()
    {
        var profile = Profile(Repeating, (i, j) => j == i + 1, causal: false);

        Assert.Equal(1, profile.NextScore, 1e-4);
        Assert.Equal(1, profile.PositionalScore, 1e-4);
    }

    [Fact]
    public void Positional_ThreeBack_ScoresOneAndIsNoPreviousTokenHead()
    {
        var profile = Profile([.. Enumerable.Range(0, 30)], (i, j) => j == i - 3, causal: true);

        Assert.Equal(1, profile.PositionalScore, 1e-4);
        Assert.InRange(profile.PreviousScore, 0, 0.1);
    }

    [Fact]
    public void SameToken_OtherOccurrences_ScoresOne()
    {
        var profile = Profile(Repeating, (i, j) => i != j && Repeating[i] == Repeating[j], causal: false);

        Assert.Equal(1, profile.SameTokenScore, 1e-4);
        Assert.InRange(profile.InductionScore, 0, 0.1);
    }

    [Fact]
    public void Induction_AfterTheEarlierOccurrence_ScoresOne()
    {
        var profile = Profile(Repeating, (i, j) => j > 0 && j <= i - 1 && Repeating[j - 1] == Repeating[i], causal: true);

        Assert.Equal(1, profile.InductionScore, 1e-4);
        Assert.Equal(8 / 16.0, profile.Induction, 1e-4);
    }

    [Fact]
    public void Sink_FirstSpecialAndPunctuation_ScoresOneAndCountsEachKeyOnce()
    {
        var tokens = RandomSequence.Make([1, 2, 3, 4], ["[CLS]", "a", ",", "b"], [true, false, false, false]);

        var profile = Profile(tokens, (_, j) => j is 0 or 2, causal: false);

        Assert.Equal(1, profile.SinkScore, 1e-4);
        Assert.Equal(0.5, profile.Punctuation, 1e-4);
        Assert.Equal(0.5, profile.First, 1e-4);
        Assert.Equal(0.5, profile.Special, 1e-4);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Broad_EveryKeyAlike_ScoresOneAndNothingElseDoes(bool causal)
    {
        var profile = Profile([.. Enumerable.Range(0, 40)], (_, _) => true, causal);

        Assert.Equal(1, profile.BroadScore, 1e-4);
        Assert.Equal(1 - (causal ? 1 / 40.0 : 0), profile.Entropy, 1e-4);
        Assert.All(
            [profile.PreviousScore, profile.NextScore, profile.SameTokenScore, profile.InductionScore, profile.SinkScore],
            score => Assert.InRange(score, 0, 0.2));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void RowAndColumn_EveryPatchOnTheOthersOfItsLine_ScoreOne(bool row)
    {
        var grid = new PatchGrid(5, 7, 2);

        var profile = Profile(RandomSequence.Image(grid), (i, j) => i >= 2 && j >= 2 && i != j && (row ? Row(i) == Row(j) : Column(i) == Column(j)), causal: false);

        Assert.Equal(1, row ? profile.RowScore : profile.ColumnScore, 1e-4);
        // No other patch lies in both.
        Assert.Equal(0, row ? profile.ColumnScore : profile.RowScore, 1e-4);
        // A patch at an end of its line touches one of the others, any other two.
        double length = row ? 7 : 5;
        Assert.Equal(((2 / (length - 1)) + ((length - 2) * 2 / (length - 1))) / length, profile.LocalScore, 1e-4);

        int Row(int i) => (i - 2) / 7;
        int Column(int i) => (i - 2) % 7;
    }

    [Fact]
    public void Local_EveryPatchOnThoseThatTouchIt_ScoresOne()
    {
        var grid = new PatchGrid(6, 4, 1);

        var profile = Profile(RandomSequence.Image(grid), (i, j) => i > 0 && j > 0 && i != j && Far(i, j) <= 1, causal: false);

        Assert.Equal(1, profile.LocalScore, 1e-4);
        Assert.InRange(profile.RowScore, 0.2, 0.5);
        Assert.InRange(profile.ColumnScore, 0.2, 0.5);

        int Far(int i, int j) => Math.Max(Math.Abs(((i - 1) / 4) - ((j - 1) / 4)), Math.Abs(((i - 1) % 4) - ((j - 1) % 4)));
    }

    [Fact]
    public void Grid_EveryKeyAlike_GivesTheShareOfThePatchesInEach()
    {
        var profile = Profile(RandomSequence.Image(new PatchGrid(3, 4, 1)), (_, _) => true, causal: false);

        Assert.Equal(3 / 13.0, profile.RowScore, 1e-4);
        Assert.Equal(2 / 13.0, profile.ColumnScore, 1e-4);
        // Of 3 x 4 patches four corners touch 3, six others at the rim 5, two within 8.
        Assert.Equal(((4 * 3) + (6 * 5) + (2 * 8)) / 12.0 / 13, profile.LocalScore, 1e-4);
    }

    [Fact]
    public void Grid_EveryPatchOnTheSpecialToken_ScoresZero()
    {
        var profile = Profile(RandomSequence.Image(new PatchGrid(3, 4, 1)), (_, j) => j == 0, causal: false);

        Assert.All([profile.RowScore, profile.ColumnScore, profile.LocalScore], score => Assert.Equal(0, score, 1e-4));
        Assert.Equal(1, profile.Special, 1e-4);
    }

    [Fact]
    public void Grid_ImageWithoutKnownGridAndText_ScoreZero()
    {
        var unknown = RandomSequence.Image(new PatchGrid(1, 9, 0)) with { Grid = new ImageInput(3, 3, 3, false, 9, PatchGrid.Unknown) };

        foreach (var tokens in new[] { unknown, RandomSequence.Make(Repeating) })
        {
            var profile = Profile(tokens, (_, _) => true, causal: false);
            Assert.Equal((0.0, 0.0, 0.0), (profile.RowScore, profile.ColumnScore, profile.LocalScore));
        }
    }

    private static HeadProfile Profile(int[] ids, Func<int, int, bool> attends, bool causal) => Profile(RandomSequence.Make(ids), attends, causal);

    /// <summary>Keys are unit vectors, so that a query can name those it attends to; a query that names none names itself.</summary>
    private static HeadProfile Profile(EncodedSequence tokens, Func<int, int, bool> attends, bool causal)
    {
        var n = tokens.Length;
        var (queries, keys) = (new float[n * n], new float[n * n]);
        for (var i = 0; i < n; i++)
        {
            keys[(i * n) + i] = 1;
            for (var j = 0; j < n; j++) queries[(i * n) + j] = attends(i, j) ? 50 : 0;
            if (!Enumerable.Range(0, causal ? i + 1 : n).Any(j => attends(i, j))) queries[(i * n) + i] = 50;
        }

        var sums = new double[BehaviourSums.Length];
        BehaviourKernel.Run(RandomSequence.Dense(queries, n), RandomSequence.Dense(keys, n), 1, new SequenceFacts(tokens, new AttentionForm(causal)), Scratch.OfThread, sums);
        return HeadProfiles.Profile(new BehaviourSums(sums));
    }
}
