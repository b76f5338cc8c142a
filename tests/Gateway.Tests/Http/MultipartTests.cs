using System.Net;
using System.Text;
using AttentionViz.Gateway.Tests.Fixtures;
using AttentionViz.Testing;
using AttentionViz.Testing.Images;
using AttentionViz.V1;
using Google.Rpc;

namespace AttentionViz.Gateway.Tests.Http;

public sealed class MultipartTests(GatewayHost host)
{
    [Theory]
    [InlineData("c.txt", "one\ntwo\n", CorpusFormat.Text)]
    [InlineData("C.JSONL", "{\"text\": \"one\", \"year\": 3}\n{\"text\": \"two\"}\n", CorpusFormat.Jsonl)]
    public async Task Upload_FormatLeftOut_IsToldByTheFilesName(string file, string content, CorpusFormat format)
    {
        var corpus = await UploadAsync(Form(file, Encoding.UTF8.GetBytes(content), ("name", "mine"), ("ttl", "3600s")));

        Assert.Equal(("mine", format, 2L), (corpus.Name, corpus.Format, corpus.Sequences));
        Assert.Equal(3600, corpus.ExpireTime.Seconds - corpus.CreateTime.Seconds);
        var stored = await host.Corpora.GetCorpusAsync(new GetCorpusRequest { CorpusId = corpus.CorpusId }, cancellationToken: Calls.Token);
        Assert.Equal(corpus, stored.Corpus);
        var byGrpc = await host.UploadAsync(content, format);
        Assert.Equal((byGrpc.Sha256, byGrpc.Bytes, byGrpc.Sequences, byGrpc.MetadataFields), (corpus.Sha256, corpus.Bytes, corpus.Sequences, corpus.MetadataFields));
    }

    [Theory]
    [InlineData("jsonl")]
    [InlineData("CORPUS_FORMAT_JSONL")]
    [InlineData("2")]
    public async Task Upload_FormatGiven_CountsMoreThanTheName(string format) =>
        Assert.Equal(CorpusFormat.Jsonl, (await UploadAsync(Form("c.txt", "{\"text\": \"one\"}\n"u8.ToArray(), ("format", format)))).Format);

    [Fact]
    public async Task Upload_NameLeftOut_IsTheFiles()
    {
        Assert.Equal("c.txt", (await UploadAsync(Form("c.txt", "one\n"u8.ToArray()))).Name);
        Assert.Equal("", (await UploadAsync(Form("c.txt", "one\n"u8.ToArray(), ("name", "")))).Name);
        Assert.Equal("", (await UploadAsync(Form(new string('c', 200) + ".txt", "one\n"u8.ToArray()))).Name);
    }

    [Fact]
    public async Task Upload_ZipOfImages_IsRead()
    {
        var zip = TestImages.Zip(("a.png", TestImages.Png), ("b.png", TestImages.Png));
        Assert.Equal((CorpusFormat.ImageZip, 2L), await UploadAsync(Form("pictures.zip", zip)) is var corpus ? (corpus.Format, corpus.Sequences) : default);
    }

    [Fact]
    public async Task Upload_SeveralFieldsWrong_AllAreNamed()
    {
        var violations = await PostAsync(Form("c.dat", "a\n"u8.ToArray(), ("name", new string('x', 201)), ("ttl", "5s")))
            .AssertFaultAsync(HttpStatusCode.BadRequest, Code.InvalidArgument, "INVALID_REQUEST");
        Assert.Equal(["name", "format", "ttl"], violations.Select(v => v.Split(':')[0]));
    }

    [Fact]
    public async Task Upload_FormWrong_AllIsNamed()
    {
        using var form = new MultipartFormDataContent { { new StringContent("a"), "title" }, { new StringContent("1h"), "ttl" }, { new StringContent("b"), "name" }, { new StringContent("c"), "name" } };
        var violations = await PostAsync(form).AssertFaultAsync(HttpStatusCode.BadRequest, Code.InvalidArgument, "INVALID_REQUEST");
        Assert.Equal(["title", "ttl", "name", "file"], violations.Select(v => v.Split(':')[0]));
    }

    [Fact]
    public async Task Upload_BrokenLine_NamesIt()
    {
        var violations = await PostAsync(Form("c.jsonl", "{\"text\": \"a\"}\n{\"text\"\n"u8.ToArray())).AssertFaultAsync(HttpStatusCode.BadRequest, Code.InvalidArgument, "CORPUS_FORMAT");
        Assert.StartsWith("file: line 2", Assert.Single(violations), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_TooLarge_Is413() => await PostAsync(Form("c.txt", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("some words\n", 20_000)))))
        .AssertFaultAsync(HttpStatusCode.RequestEntityTooLarge, Code.ResourceExhausted, "CORPUS_TOO_LARGE");

    [Fact]
    public async Task Upload_NoForm_Is415() => await host.SendAsync(HttpMethod.Post, "v1/corpora", Web.Json("{}"))
        .AssertFaultAsync(HttpStatusCode.UnsupportedMediaType, Code.InvalidArgument, "UNSUPPORTED_MEDIA_TYPE");

    [Fact]
    public async Task Upload_PartBehindTheFile_LeavesNothing()
    {
        await using var own = new GatewayHost();
        await own.InitializeAsync();
        var before = await own.KeysAsync();
        using var form = Form("c.txt", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("words\n", 100))));
        form.Add(new StringContent("late"), "name");

        await own.SendAsync(HttpMethod.Post, "v1/corpora", form).AssertFaultAsync(HttpStatusCode.BadRequest, Code.InvalidArgument, "MALFORMED_FORM");

        Assert.Equal(before.Order(), (await own.KeysAsync()).Order());
    }

    /// <summary>The body waits in its middle until shards are stored: nothing could be stored if it were gathered first.</summary>
    [Fact]
    public async Task Upload_HalfSent_IsInTheStoreAlready_AndBrokenOffLeavesNothing()
    {
        await using var own = new GatewayHost();
        await own.InitializeAsync();
        var before = await own.KeysAsync();
        var (arrived, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var form = new MultipartFormDataContent { { new StringContent("text"), "format" } };
        form.Add(new HalfContent(arrived, release), "file", "c.txt");
        using var http = new HttpClient { BaseAddress = own.Endpoints.Web };
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Calls.Token);

        var call = http.PostAsync(new Uri("v1/corpora", UriKind.Relative), form, giveUp.Token);
        await arrived.Task;
        await Eventually.HoldsAsync(async () => (await own.KeysAsync()).Count > before.Count, "shards are stored before the body has ended", Calls.Token);
        await giveUp.CancelAsync();
        release.SetResult();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Eventually.HoldsAsync(async () => (await own.KeysAsync()).Count == before.Count, "what was stored is removed", Calls.Token);
    }

    private static MultipartFormDataContent Form(string file, byte[] content, params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields) form.Add(new StringContent(value), name);
        form.Add(new ByteArrayContent(content), "file", file);
        return form;
    }

    private Task<HttpResponseMessage> PostAsync(MultipartFormDataContent form) => host.SendAsync(HttpMethod.Post, "v1/corpora", form);

    private async Task<Corpus> UploadAsync(MultipartFormDataContent form)
    {
        using var response = await PostAsync(form);
        var body = await response.Content.ReadAsStringAsync(Calls.Token);
        Assert.True(response.IsSuccessStatusCode, body);
        return Web.Parser.Parse<UploadCorpusResponse>(body).Corpus;
    }

    /// <summary>A file of which the second half waits.</summary>
    private sealed class HalfContent(TaskCompletionSource arrived, TaskCompletionSource release) : HttpContent
    {
        private static readonly byte[] Half = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("some words that fill a line\n", 3000)));

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(Half);
            await stream.FlushAsync();
            arrived.SetResult();
            await release.Task;
            await stream.WriteAsync(Half);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
