using AttentionViz.Observability.Tests.Otlp;
using AttentionViz.Testing;

namespace AttentionViz.Observability.Tests;

public sealed class LogTests(Observed observed)
{
    [Fact]
    public async Task Line_LoggedWithinUnit_BearsJobUnitAndTrace()
    {
        Line? Failure() => observed.Receiver.Lines.FirstOrDefault(
            l => l.Category.EndsWith("UnitRunner", StringComparison.Ordinal) && l.Tags.GetValueOrDefault("job.id") == observed.FailedJobId);
        await Eventually.HoldsAsync(() => Task.FromResult(Failure() is not null), "the failed unit's line came", TestContext.Current.CancellationToken);

        var line = Failure()!;

        Assert.Contains("tsne.perplexity is 500", line.Text, StringComparison.Ordinal);
        Assert.Equal("plan", line.Tags["job.unit"]);
        Assert.Equal(observed.Receiver.Spans.First(s => s.Name == "submit job" && s.Tag("job.id") == observed.FailedJobId).Trace, line.Trace);
    }
}
