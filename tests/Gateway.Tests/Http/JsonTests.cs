using System.Net;
using System.Text;
using AttentionViz.Gateway.Tests.Fixtures;
using AttentionViz.V1;
using Google.Rpc;

namespace AttentionViz.Gateway.Tests.Http;

public sealed class JsonTests(GatewayHost host)
{
    [Theory]
    [InlineData("page_size=abc", "page_size: is 'abc'; give a whole number")]
    [InlineData("pageSize=3000000000", "pageSize: is '3000000000'")]
    [InlineData("pagesize=3", "pagesize: is unknown; ListJobsRequest has page_size")]
    [InlineData("page_size=1&page_size=2", "page_size: is given 2 times")]
    [InlineData("states=RUNNING", "states[0]: is 'RUNNING'; give one of JOB_STATE_QUEUED")]
    [InlineData("states=1&states=55", "states[1]: is '55'; give one of JOB_STATE_QUEUED")]
    [InlineData("labels=a", "labels: is no single value")]
    public async Task Query_Wrong_NamesFieldAndRemedy(string query, string says)
    {
        var violations = await host.SendAsync(HttpMethod.Get, $"v1/jobs?{query}").AssertFaultAsync(HttpStatusCode.BadRequest, Code.InvalidArgument, "INVALID_REQUEST");
        Assert.StartsWith(says, Assert.Single(violations), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("states=JOB_STATE_QUEUED&states=JOB_STATE_FAILED")]
    [InlineData("states=1&states=5&page_size=7")]
    [InlineData("pageSize=7")]
    public async Task Query_EnumsByNameOrNumberAndEitherSpelling_AreRead(string query)
    {
        using var response = await host.SendAsync(HttpMethod.Get, $"v1/jobs?{query}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("""{"spec": {"modelId": 5}}""", "spec.modelId: is '5'; give a text")]
    [InlineData("""{"spec": {"maps": [{"method": "MAP_METHOD_PCA"}, {"dims": 2}]}}""", "spec.maps[1].dims: is unknown; MapSpec has method, dimensions")]
    [InlineData("""{"spec": {"maps": {}}}""", "spec.maps: is no array")]
    [InlineData("""{"spec": {"seed": -1}}""", "spec.seed: is '-1'; give a whole number, 0 to")]
    [InlineData("""{"spec": {"ttl": "1h"}}""", "spec.ttl: is '1h'; give seconds with an s")]
    [InlineData("""{"spec": {"alignment": "BALANCED"}}""", "spec.alignment: is 'BALANCED'; give one of ALIGNMENT_MODE_NONE")]
    [InlineData("""{"inlineCorpus": {"content": "???"}}""", "inlineCorpus.content: is '???'; give bytes in base64")]
    [InlineData("[1]", "body: is JSON but no object")]
    public async Task Body_Wrong_NamesFieldAndRemedy(string body, string says)
    {
        var violations = await host.SendAsync(HttpMethod.Post, "v1/jobs", Web.Json(body)).AssertFaultAsync(HttpStatusCode.BadRequest, Code.InvalidArgument, "INVALID_REQUEST");
        Assert.StartsWith(says, Assert.Single(violations), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"spec": """)]
    [InlineData("""{"spec": {}} {}""")]
    [InlineData("""{"requestId": "\ud83d"}""")]
    [InlineData("""{"requestId": "\ud83d\ud0e0", "spec": {}}""")]
    [InlineData("""{"\udc00": 1}""")]
    [InlineData("spec")]
    public async Task Body_NoJson_IsRefused(string body) =>
        await host.SendAsync(HttpMethod.Post, "v1/jobs", Web.Json(body)).AssertFaultAsync(HttpStatusCode.BadRequest, Code.InvalidArgument, "MALFORMED_JSON");

    [Theory]
    [InlineData("text/plain", "utf-8")]
    [InlineData("application/json", "utf-16")]
    public async Task Body_OfAnotherType_Is415(string type, string charset)
    {
        using var content = new StringContent("{}", Encoding.GetEncoding(charset), type);
        await host.SendAsync(HttpMethod.Post, "v1/jobs", content).AssertFaultAsync(HttpStatusCode.UnsupportedMediaType, Code.InvalidArgument, "UNSUPPORTED_MEDIA_TYPE");
    }

    [Fact]
    public async Task Body_TooLarge_Is413() => await host
        .SendAsync(HttpMethod.Post, "v1/jobs", Web.Json($$"""{"requestId": "{{new string('x', 9 << 20)}}"}"""))
        .AssertFaultAsync(HttpStatusCode.RequestEntityTooLarge, Code.ResourceExhausted, "REQUEST_TOO_LARGE");

    [Fact]
    public async Task Body_Empty_StandsForNoFields()
    {
        var job = await host.SubmitAsync();

        using var response = await host.SendAsync(HttpMethod.Post, $"v1/jobs/{job.JobId}:cancel");

        var answer = Web.Parser.Parse<CancelJobResponse>(await response.Content.ReadAsStringAsync(Calls.Token));
        Assert.Equal(job.JobId, answer.Job.JobId);
    }

    [Theory]
    [InlineData("GET", "v1/nothing")]
    [InlineData("POST", "v1/nothing")]
    [InlineData("GET", "elsewhere/at/all")]
    [InlineData("PUT", "v1/jobs")]
    public async Task Route_Unknown_Is404InJson(string method, string path) =>
        await host.SendAsync(new HttpMethod(method), path).AssertFaultAsync(HttpStatusCode.NotFound, Code.NotFound, "ROUTE_NOT_FOUND");

    [Fact]
    public async Task Stream_FaultBeforeFirstMessage_HasStatusOfItsOwn() => await host
        .SendAsync(HttpMethod.Get, "v1/jobs/gone/tokens")
        .AssertFaultAsync(HttpStatusCode.NotFound, Code.NotFound, "JOB_NOT_FOUND");

    [Fact]
    public async Task Stream_Numbers_AreWrittenAsProtobufDoes()
    {
        var job = await SeededJob.CreateAsync(host);
        using var response = await host.SendAsync(HttpMethod.Get, $"v1/jobs/{job.JobId}/layers/0/heads/0/map?method=MAP_METHOD_PCA&dimensions=2");

        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType?.MediaType);
        var lines = (await response.Content.ReadAsStringAsync(Calls.Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains($"\"rows\":\"{2 * job.Tokens}\"", lines[0], StringComparison.Ordinal);
        var points = lines[1..].SelectMany(l => StreamMapResponse.Parser.ParseJson(l).Chunk.Data.ToByteArray()).ToArray();
        Assert.Equal(job.Maps[(0, 0, MapMethod.Pca, 2)].SelectMany(BitConverter.GetBytes), points);
    }

    [Fact]
    public async Task Stream_BreaksInTheMiddle_EndsWithStatusAndUnfinished()
    {
        var job = await SeededJob.CreateAsync(host);
        await host.Get<StackExchange.Redis.IConnectionMultiplexer>().GetDatabase().KeyDeleteAsync(Pipeline.Store.Keys.Maps(job.JobId));
        using var http = new HttpClient { BaseAddress = host.Endpoints.Web };
        using var response = await http.GetAsync(
            new Uri($"v1/jobs/{job.JobId}/layers/0/heads/0/map?method=MAP_METHOD_PCA&dimensions=2", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Calls.Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);

        var lines = new List<string>();
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Calls.Token));
            while (await reader.ReadLineAsync(Calls.Token) is { } line) lines.Add(line);
        });

        Assert.Equal("RESULT_GONE", Web.Parser.Parse<Status>(lines[^1]).GetDetail<ErrorInfo>().Reason);
    }
}
