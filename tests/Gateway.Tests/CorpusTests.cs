using System.Security.Cryptography;
using System.Text;
using AttentionViz.Gateway.Tests.Fixtures;
using AttentionViz.Pipeline.Corpora;
using AttentionViz.Testing;
using AttentionViz.V1;
using Google.Protobuf;
using Grpc.Core;

namespace AttentionViz.Gateway.Tests;

public sealed class CorpusTests(GatewayHost host)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task UploadCorpus_TextCutAnywhere_KeepsSequences(int chunk)
    {
        var file = Encoding.UTF8.GetBytes("\uFEFFfirst line\r\n\r\n  \nzwölf Boxkämpfer\n日本語 🙂\r\nfour\nfive\nno line end");

        var corpus = await host.UploadAsync(file, CorpusFormat.Text, chunk);

        Assert.Equal(["first line", "zwölf Boxkämpfer", "日本語 🙂", "four", "five", "no line end"], (await SequencesAsync(corpus)).Select(s => s.Text));
        Assert.Equal(6, corpus.Sequences);
        Assert.Equal(file.Length, corpus.Bytes);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(file)), corpus.Sha256);
        Assert.Equal(2, await host.Get<CorpusStore>().CountShardsAsync(corpus.CorpusId));
        Assert.True(corpus.ExpireTime > corpus.CreateTime);
    }

    [Fact]
    public async Task UploadCorpus_Jsonl_KeepsIdsAndMetadata()
    {
        var corpus = await host.UploadAsync(
            """
            {"text": "a", "id": "s1", "topic": "nature", "words": 1}
            {"ids": [3, 7], "tokens": ["x", "y"], "kind": "ids"}
            """, CorpusFormat.Jsonl);

        Assert.Equal(["kind", "topic", "words"], corpus.MetadataFields);
        var sequences = await SequencesAsync(corpus);
        Assert.Equal("s1", sequences[0].Id);
        Assert.Equal("nature", sequences[0].Metadata["topic"].GetValue<string>());
        Assert.Equal(1, sequences[0].Metadata["words"].GetValue<int>());
        Assert.Equal([3, 7], sequences[1].Ids!);
        Assert.Equal(["x", "y"], sequences[1].Tokens!);
    }

    [Fact]
    public async Task GetCorpus_Uploaded_ReturnsSame()
    {
        var corpus = await host.UploadAsync("one\ntwo\n");
        Assert.Equal(corpus, (await host.Corpora.GetCorpusAsync(new GetCorpusRequest { CorpusId = corpus.CorpusId }, cancellationToken: Token)).Corpus);
    }

    [Fact]
    public async Task DeleteCorpus_Unused_LeavesNothing()
    {
        var corpus = await host.UploadAsync("one\ntwo\n");
        await host.Corpora.DeleteCorpusAsync(new DeleteCorpusRequest { CorpusId = corpus.CorpusId }, cancellationToken: Token);
        Assert.Empty(await host.KeysAsync($"*{corpus.CorpusId}*"));
    }

    [Fact]
    public async Task DeleteCorpus_ReadByUnfinishedJob_IsRefused()
    {
        var corpus = await host.UploadAsync("one\ntwo\n");
        var job = await host.SubmitAsync(r => (r.Spec.CorpusId, r.InlineCorpus) = (corpus.CorpusId, null));

        await Faults.AssertAsync(
            async () => await host.Corpora.DeleteCorpusAsync(new DeleteCorpusRequest { CorpusId = corpus.CorpusId }), StatusCode.FailedPrecondition, "CORPUS_IN_USE", job.JobId);

        Assert.Equal(corpus.CorpusId, (await host.Corpora.GetCorpusAsync(new GetCorpusRequest { CorpusId = corpus.CorpusId }, cancellationToken: Token)).Corpus.CorpusId);
    }

    [Fact]
    public async Task UploadCorpus_FaultAfterShardsWereWritten_RemovesThem()
    {
        await using var own = new GatewayHost();
        await own.InitializeAsync();
        var lines = string.Concat(Enumerable.Repeat("{\"text\": \"fine\"}\n", 3 * GatewayHost.ShardSequences)) + "{broken\n";

        await Faults.AssertAsync(() => own.UploadAsync(lines, CorpusFormat.Jsonl), StatusCode.InvalidArgument, "CORPUS_FORMAT", "line 13:");

        Assert.Empty(await own.KeysAsync("*shards*"));
    }

    [Fact]
    public async Task UploadCorpus_ClientGoesAway_RemovesWhatWasWritten()
    {
        await using var own = new GatewayHost();
        await own.InitializeAsync();
        using var call = own.Corpora.UploadCorpus(cancellationToken: Token);
        await call.RequestStream.WriteAsync(new UploadCorpusRequest { Header = new CorpusHeader { Format = CorpusFormat.Text } }, Token);
        await call.RequestStream.WriteAsync(new UploadCorpusRequest { Chunk = ByteString.CopyFromUtf8(string.Concat(Enumerable.Repeat("line\n", 9))) }, Token);
        await Eventually.HoldsAsync(async () => (await own.KeysAsync("*shards*")).Count > 0, "a shard is written", Token);

        call.Dispose();

        await Eventually.HoldsAsync(async () => (await own.KeysAsync("*shards*")).Count == 0, "the shards are removed", Token);
    }

    private async Task<IReadOnlyList<SequenceRecord>> SequencesAsync(Corpus corpus)
    {
        var store = host.Get<CorpusStore>();
        var all = new List<SequenceRecord>();
        for (var shard = 0; shard < await store.CountShardsAsync(corpus.CorpusId); shard++) all.AddRange(await store.ReadShardAsync(corpus.CorpusId, shard));
        Assert.Equal(Enumerable.Range(0, all.Count).Select(i => (long)i), all.Select(s => s.Index));
        return all;
    }
}
