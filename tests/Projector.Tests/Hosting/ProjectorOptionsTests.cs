using AttentionViz.Projector.Hosting;

namespace AttentionViz.Projector.Tests.Hosting;

public class ProjectorOptionsTests
{
    [Theory]
    [InlineData(8, 1, 8)]
    [InlineData(8, 3, 2)]
    [InlineData(8, 8, 1)]
    [InlineData(8, 144, 1)]
    [InlineData(1, 1, 1)]
    public void ThreadsFor_SomeHeads_SharesThreadsOutWithoutMoreThanThereAre(int concurrency, int heads, int threads) =>
        Assert.Equal(threads, new ProjectorOptions { Concurrency = concurrency }.ThreadsFor(heads));
}
