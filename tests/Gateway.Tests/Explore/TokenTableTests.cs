using AttentionViz.Gateway.Atlases;
using AttentionViz.Gateway.Caching;
using AttentionViz.Gateway.Explore;
using AttentionViz.Gateway.Security;
using AttentionViz.Gateway.Tests.Fixtures;
using Microsoft.AspNetCore.Http;

namespace AttentionViz.Gateway.Tests.Explore;

public sealed class TokenTableTests(GatewayHost host)
{
    [Fact]
    public async Task ReadAsync_EveryRow_IsAsItWasDrawn()
    {
        var (job, planned) = await SeedAsync();

        var table = await Tables(new JobCache(1 << 20)).ReadAsync(planned, Calls.Token);

        for (var row = 0; row < table.Rows; row++)
        {
            var word = job.Words[row];
            Assert.Equal(
                (word.Text, word.Id, word.Position, word.Start, word.End, word.Special, word.Line.Index),
                (table.Texts[table.TextOf[row]], table.TokenIds[row], table.Positions[row], table.Starts[row], table.Ends[row], table.Special[row], table.SequenceOf(row).Sequence.Index));
        }

        Assert.Equal(job.Words.Count, table.Rows);
    }

    [Fact]
    public async Task ReadAsync_MoreThanTheCacheHolds_ForgetsWhatWasUsedLongestAgo()
    {
        var (first, second, third) = ((await SeedAsync()).Job, (await SeedAsync()).Job, (await SeedAsync()).Job);
        var each = (await Tables(new JobCache(1 << 20)).ReadAsync(first, Calls.Token)).Bytes + JobCache.EntryBytes;
        var cache = new JobCache((2 * each) + 1);
        var tables = Tables(cache);

        var kept = await tables.ReadAsync(first, Calls.Token);
        var dropped = await tables.ReadAsync(second, Calls.Token);
        Assert.Same(kept, await tables.ReadAsync(first, Calls.Token));
        await tables.ReadAsync(third, Calls.Token);

        Assert.Same(kept, await tables.ReadAsync(first, Calls.Token));
        Assert.NotSame(dropped, await tables.ReadAsync(second, Calls.Token));
        Assert.Equal(2 * each, cache.Bytes);
    }

    [Fact]
    public async Task ReadAsync_JobForgotten_IsNotKept()
    {
        var (_, job) = await SeedAsync();
        var cache = new JobCache(1 << 20);
        var before = await Tables(cache).ReadAsync(job, Calls.Token);

        cache.Forget(job.JobId);

        Assert.Equal(0, cache.Bytes);
        Assert.NotSame(before, await Tables(cache).ReadAsync(job, Calls.Token));
    }

    private TokenTables Tables(JobCache cache) => new(host.Get<TokenRows>(), cache);

    private async Task<(ExploreJob Seeded, PlannedJob Job)> SeedAsync()
    {
        var job = await ExploreJob.CreateAsync(host, Corpora.Sentences);
        // On behalf of a call that was let in.
        var call = new DefaultHttpContext();
        call.Features.Set(Caller.Anonymous);
        host.Get<IHttpContextAccessor>().HttpContext = call;
        return (job, await host.Get<AtlasAccess>().RequirePlannedAsync(job.JobId));
    }
}
