using AttentionViz.Cli.Tests.Support;

namespace AttentionViz.Cli.Tests;

public sealed class JobWatcherTests
{
    [Fact]
    public async Task Watch_BrokenConnection_GoesOnAfterTheLastEvent()
    {
        var jobs = new ScriptedJobs();
        await using var gateway = await ScriptedJobs.StartAsync(jobs);

        var run = await ToolRun.InvokeAsync("watch", "j", "--gateway", gateway.Urls.First());

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal([0L, 1L, 2L, 3L], jobs.ResumedAfter);
        Assert.Contains("job j succeeded", run.Out, StringComparison.Ordinal);
    }
}
