using AttentionViz.Gateway.Tests.Fixtures;
using AttentionViz.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace AttentionViz.Gateway.Tests;

public sealed class UploadFaultTests(GatewayHost host)
{
    [Theory]
    [InlineData("", "the corpus is empty")]
    [InlineData("\n \r\n", "the corpus is empty")]
    [InlineData("{\"text\": \"a\"}\n\n{\"text\"\n", "line 3: is not valid JSON")]
    [InlineData("[1]\n", "line 1: is JSON but not an object")]
    [InlineData("{\"id\": \"x\"}\n", "line 1: has neither \"text\" nor \"ids\"")]
    [InlineData("{\"text\": \"a\", \"ids\": [1]}\n", "line 1: has both")]
    [InlineData("{\"text\": \" \"}\n", "line 1: \"text\" is blank")]
    [InlineData("{\"text\": \"a\", \"deep\": {}}\n", "line 1: field 'deep' is an object")]
    [InlineData("{\"ids\": [-1]}\n", "line 1: \"ids\"[0] is -1")]
    [InlineData("{\"ids\": [1, 2], \"tokens\": [\"a\"]}\n", "line 1: \"tokens\" has 1 entries for 2")]
    [InlineData("{\"text\": \"\\ud800\"}\n", "line 1: is not valid JSON")]
    public async Task UploadCorpus_BrokenJsonl_NamesLine(string content, string says)
    {
        var violations = await Faults.AssertAsync(() => host.UploadAsync(content, CorpusFormat.Jsonl), StatusCode.InvalidArgument, "CORPUS_FORMAT", says);
        Assert.StartsWith("chunk: ", Assert.Single(violations), StringComparison.Ordinal);
    }

    [Fact]
    public async Task UploadCorpus_NotUtf8_NamesLine() => await Faults.AssertAsync(
        () => host.UploadAsync([(byte)'a', (byte)'\n', 0xE9, (byte)'\n'], CorpusFormat.Text, 2), StatusCode.InvalidArgument, "CORPUS_FORMAT", "line 2: is not UTF-8");

    [Fact]
    public async Task UploadCorpus_LineOverLimit_NamesLine() => await Faults.AssertAsync(
        () => host.UploadAsync($"short\n{new string('x', GatewayHost.MaxLineBytes + 1)}\n"), StatusCode.InvalidArgument, "CORPUS_FORMAT", "line 2: has more than 10000 bytes");

    [Fact]
    public async Task UploadCorpus_TooLarge_SaysLimit() => await Faults.AssertAsync(
        () => host.UploadAsync(string.Concat(Enumerable.Repeat("some words\n", 20_000))), StatusCode.ResourceExhausted, "CORPUS_TOO_LARGE", "200000 bytes");

    [Fact]
    public async Task UploadCorpus_TooManyMetadataNames_IsRefused() => await Faults.AssertAsync(
        () => host.UploadAsync(string.Concat(Enumerable.Range(0, 1001).Select(i => $"{{\"text\": \"a\", \"f{i}\": 1}}\n")), CorpusFormat.Jsonl),
        StatusCode.InvalidArgument, "CORPUS_FORMAT", "1000 different metadata fields");

    [Fact]
    public async Task UploadCorpus_BadHeader_ReportsAllFields()
    {
        var violations = await Faults.AssertAsync(
            () => SendAsync(new UploadCorpusRequest { Header = new CorpusHeader { Name = new string('n', 201), Ttl = new Duration { Seconds = -1 } } }),
            StatusCode.InvalidArgument, "INVALID_REQUEST");
        Assert.Equal(["header.name", "header.format", "header.ttl"], violations.Select(v => v.Split(':')[0]));
    }

    [Fact]
    public async Task UploadCorpus_MessagesOutOfOrder_IsRefused()
    {
        var header = new UploadCorpusRequest { Header = new CorpusHeader { Format = CorpusFormat.Text } };
        var chunk = new UploadCorpusRequest { Chunk = ByteString.CopyFromUtf8("a\n") };
        await Faults.AssertAsync(() => SendAsync(), StatusCode.InvalidArgument, "UPLOAD_ORDER", "the stream is empty");
        await Faults.AssertAsync(() => SendAsync(chunk), StatusCode.InvalidArgument, "UPLOAD_ORDER", "the first message holds no header");
        await Faults.AssertAsync(() => SendAsync(header, chunk, header), StatusCode.InvalidArgument, "UPLOAD_ORDER", "the header came twice");
        await Faults.AssertAsync(() => SendAsync(header, new UploadCorpusRequest()), StatusCode.InvalidArgument, "UPLOAD_ORDER", "a message holds no chunk");
        await Faults.AssertAsync(
            () => SendAsync(header, new UploadCorpusRequest { Chunk = ByteString.CopyFrom(new byte[(1 << 20) + 1]) }), StatusCode.InvalidArgument, "UPLOAD_ORDER", "1048577 bytes");
    }

    [Fact]
    public async Task Corpus_Unknown_IsNotFound()
    {
        await Faults.AssertAsync(async () => await host.Corpora.GetCorpusAsync(new GetCorpusRequest { CorpusId = "none" }), StatusCode.NotFound, "CORPUS_NOT_FOUND");
        await Faults.AssertAsync(async () => await host.Corpora.DeleteCorpusAsync(new DeleteCorpusRequest { CorpusId = "none" }), StatusCode.NotFound, "CORPUS_NOT_FOUND");
        await Faults.AssertAsync(async () => await host.Corpora.GetCorpusAsync(new GetCorpusRequest()), StatusCode.InvalidArgument, "INVALID_REQUEST", "corpus_id");
    }

    private async Task SendAsync(params UploadCorpusRequest[] messages)
    {
        using var call = host.Corpora.UploadCorpus(cancellationToken: Calls.Token);
        foreach (var message in messages)
        {
            if (!await call.RequestStream.TryWriteAsync(message)) break;
        }

        await call.EndAsync();
    }
}
