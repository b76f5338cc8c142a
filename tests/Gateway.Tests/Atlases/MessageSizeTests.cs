using AttentionViz.Gateway.Tests.Fixtures;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.V1;

namespace AttentionViz.Gateway.Tests.Atlases;

public sealed class MessageSizeTests(GatewayHost host)
{
    private const int Least = 64 << 10;
    private const int Most = 256 << 10;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StreamTokens_ManySmallShards_AreSentTogether()
    {
        var job = await SeededJob.CreateAsync(host, repeat: 620);
        var messages = await TokensAsync(job, 0);
        Assert.InRange(messages.Count, 2, 10);
        Assert.All(messages.SkipLast(1), m => Assert.InRange(m.CalculateSize(), Least, Most));
        Assert.Equal(Enumerable.Range(0, job.Tokens), messages.SelectMany(m => m.TokenIds));

        // From the first row of the second sequence of a shard in the middle.
        var start = job.Plan[900].FirstRow + job.Plan[900].Lengths[0];
        var rest = await TokensAsync(job, start);
        Assert.Equal(start, rest[0].FirstRow);
        Assert.Equal(Enumerable.Range((int)start, job.Tokens - (int)start), rest.SelectMany(m => m.TokenIds));
    }

    [Fact]
    public async Task StreamTokens_LargeShard_IsCutBetweenSequences()
    {
        var store = host.Get<TokenStore>();
        var shard = new StreamTokensResponse();
        var job = await SeededJob.CreateAsync(host, more: async j =>
        {
            shard = (await store.ReadAsync(j.JobId, 0))!;
            for (var i = 0; i < shard.Texts.Count; i++) shard.Texts[i] = new string((char)('a' + i), 30_000);
            await store.WriteAsync(j.Record, 0, shard);
        });

        var messages = await TokensAsync(job, 0);

        Assert.Equal([0L, 5L], messages.Select(m => m.FirstRow));
        Assert.All(messages, m => Assert.InRange(m.CalculateSize(), Least, Most));
        Assert.Equal(shard.Texts, messages.SelectMany(m => m.Texts).Take(12));
        Assert.Equal([0L, 2L, 9L, 10L, 11L], messages.SelectMany(m => m.Sequences).Select(s => s.Index));
    }

    [Theory]
    [InlineData(VectorKind.Query)]
    [InlineData(VectorKind.ValueNorm)]
    public async Task StreamVectors_ManySmallShards_AreSentTogether(VectorKind kind)
    {
        var job = await SeededJob.CreateAsync(host, repeat: 620);
        var parts = await host.Atlas.StreamVectors(new StreamVectorsRequest { JobId = job.JobId, Kind = kind }, cancellationToken: Token).ReadAllAsync();
        var chunks = parts.Skip(1).Select(p => p.Chunk).ToList();
        Assert.Equal(job.Tokens, chunks.Sum(c => c.RowCount));
        Assert.All(chunks.SkipLast(1), c => Assert.InRange(c.Data.Length, Least, Most));
        Assert.InRange(chunks.Count, 2, 6);
    }

    private Task<List<StreamTokensResponse>> TokensAsync(SeededJob job, long start) =>
        host.Atlas.StreamTokens(new StreamTokensRequest { JobId = job.JobId, StartRow = start }, cancellationToken: Token).ReadAllAsync();
}
