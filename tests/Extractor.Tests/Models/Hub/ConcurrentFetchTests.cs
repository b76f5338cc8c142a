namespace AttentionViz.Extractor.Tests.Models.Hub;

public sealed class ConcurrentFetchTests : HubTest
{
    [Fact]
    public async Task Fetch_TwoAtOnce_OneDownloadsAndTheOtherWaits()
    {
        AddUsual();
        var waiting = new TaskCompletionSource();
        Hub.Intercept = async context =>
        {
            // The first download is held until the other has run into the lock.
            if (Hub.IsStorage(context)) await waiting.Task.WaitAsync(Cancel);
            return false;
        };

        var models = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => FetchAsync(progress: p =>
        {
            if (p.File is null) waiting.TrySetResult();
        })));

        Assert.Equal(models[0], models[1]);
        Assert.Single(Hub.Requests, r => r.ToStorage);
        Assert.Equal(2, Hub.Downloads.Count());
    }
}
