using AttentionViz.Gateway.Tests.Fixtures;
using AttentionViz.Pipeline.Corpora;
using AttentionViz.Pipeline.Store;
using AttentionViz.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using StackExchange.Redis;

namespace AttentionViz.Gateway.Tests;

public sealed class CorpusListTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ListCorpora_Pages_GiveEveryCorpusOnceNewestFirst()
    {
        await using var host = new GatewayHost([]);
        await host.InitializeAsync();
        // Many of the same millisecond, more than the store is asked for at once, between an older and a newer one.
        var made = new List<(DateTimeOffset Created, string Id)> { (Noon.AddSeconds(-1), "older"), (Noon.AddSeconds(1), "newer") };
        made.AddRange(Enumerable.Range(0, 80).Select(i => (Noon, $"same-{i:D3}")));
        foreach (var (created, id) in made) await PublishAsync(host, id, created);

        var (seen, request) = (new List<string>(), new ListCorporaRequest { PageSize = 7 });
        do
        {
            var page = await host.Corpora.ListCorporaAsync(request, cancellationToken: Token);
            Assert.True(page.Corpora.Count is > 0 and <= 7);
            seen.AddRange(page.Corpora.Select(c => c.CorpusId));
            request.PageToken = page.NextPageToken;
            // The corpus that a page ended at may be deleted before the next is asked for.
            if (seen.Count == 7) await host.Get<CorpusStore>().DeleteAsync(seen[^1]);
        }
        while (request.PageToken.Length > 0);

        Assert.Equal(made.OrderByDescending(m => m.Created).ThenByDescending(m => m.Id, StringComparer.Ordinal).Select(m => m.Id), seen);
    }

    [Fact]
    public async Task ListCorpora_ExpiredOnes_AreForgottenByTheIndex()
    {
        await using var host = new GatewayHost([]);
        await host.InitializeAsync();
        for (var i = 0; i < 3; i++) await PublishAsync(host, $"c{i}", Noon.AddSeconds(i));
        var db = host.Get<IConnectionMultiplexer>().GetDatabase();
        await db.KeyDeleteAsync(Keys.Corpus("c1"));

        var page = await host.Corpora.ListCorporaAsync(new ListCorporaRequest(), cancellationToken: Token);

        Assert.Equal(["c2", "c0"], page.Corpora.Select(c => c.CorpusId));
        Assert.Equal(2, await db.SortedSetLengthAsync(Keys.Corpora));
    }

    [Theory]
    [InlineData(-1, "", "page_size")]
    [InlineData(1001, "", "page_size")]
    [InlineData(0, "nonsense", "page_token")]
    public async Task ListCorpora_BadRequest_NamesTheField(int size, string token, string field)
    {
        await using var host = new GatewayHost([]);
        await host.InitializeAsync();
        var violations = await Faults.AssertAsync(
            async () => await host.Corpora.ListCorporaAsync(new ListCorporaRequest { PageSize = size, PageToken = token }, cancellationToken: Token), StatusCode.InvalidArgument, "INVALID_REQUEST");
        Assert.StartsWith(field, Assert.Single(violations), StringComparison.Ordinal);
    }

    private static Task PublishAsync(GatewayHost host, string id, DateTimeOffset created) => host.Get<CorpusStore>().PublishAsync(
        new Corpus { CorpusId = id, CreateTime = created.ToTimestamp(), ExpireTime = created.AddDays(1).ToTimestamp() }, "", TimeSpan.FromHours(1));
}
