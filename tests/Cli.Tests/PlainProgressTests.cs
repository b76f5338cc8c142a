using AttentionViz.Cli.Progress;
using AttentionViz.V1;
using Google.Protobuf.WellKnownTypes;

namespace AttentionViz.Cli.Tests;

public sealed class PlainProgressTests : IDisposable
{
    private readonly StringWriter _output = new();

    private readonly JobView _job = new();

    public void Dispose() => _output.Dispose();

    [Fact]
    public void Show_StageRuns_SaysCountsRateAndTimeLeft()
    {
        _job.Apply(new WatchJobResponse { Progress = Progress(Stage.Extracting, 2500, 10_000) });

        Show(1);

        Assert.Equal("extracting   25%  2,500 / 10,000 tokens   125/s   about 60 s left\n", Written());
    }

    [Fact]
    public void Show_NothingNew_SaysNothingForAWhile()
    {
        _job.Apply(new WatchJobResponse { Progress = Progress(Stage.Projecting, 1, 32) });

        Show(5);

        Assert.Single(Written().TrimEnd().Split('\n'));
    }

    [Fact]
    public void Show_NothingNewForLong_GivesASignOfLife()
    {
        _job.Apply(new WatchJobResponse { Progress = Progress(Stage.Projecting, 1, 32) });

        Show(6);

        Assert.Contains("still at 1 / 32 heads", Written(), StringComparison.Ordinal);
    }

    [Fact]
    public void Show_Planned_SaysWhatWasDrawnOnce()
    {
        _job.ShowTotals(new Job { SampledTokens = 1012, CorpusTokens = 9300, SampledSequences = 61, CorpusSequences = 500 });

        Show(3);

        Assert.Equal("drew 1,012 of 9,300 tokens: 61 of 500 sequences\n", Written());
    }

    [Fact]
    public void Show_StageDone_SaysHowLongItTook()
    {
        var done = Progress(Stage.Planning, 500, 500);
        done.Remaining = null;
        _job.Apply(new WatchJobResponse { Progress = done });

        Show(1);

        Assert.Equal("planning    100%  500 / 500 sequences   125/s   took 20 s\n", Written());
    }

    private static StageProgress Progress(Stage stage, long done, long total) => new()
    {
        Stage = stage,
        Done = done,
        Total = total,
        Rate = 125,
        Elapsed = Duration.FromTimeSpan(TimeSpan.FromSeconds(20)),
        Remaining = Duration.FromTimeSpan(TimeSpan.FromSeconds(60)),
    };

    private void Show(int times)
    {
        var display = new PlainProgress(_output, TimeProvider.System);
        for (var i = 0; i < times; i++) display.Show(_job);
    }

    private string Written() => _output.ToString().ReplaceLineEndings("\n");
}
