using System.Net;
using AttentionViz.Gateway.Tests.Fixtures;
using AttentionViz.V1;
using Google.Rpc;
using StackExchange.Redis;

namespace AttentionViz.Gateway.Tests.Http;

public sealed class EntityTagTests(GatewayHost host)
{
    private const string Map = "layers/0/heads/1/map?method=MAP_METHOD_PCA&dimensions=2";

    [Theory]
    [InlineData("atlas")]
    [InlineData("tokens")]
    [InlineData("tokens?start_row=12")]
    [InlineData(Map)]
    [InlineData("matrix?method=MAP_METHOD_UMAP&dimensions=3")]
    [InlineData("layers/0/heads/1/vectors?kind=VECTOR_KIND_KEY")]
    public async Task Get_FinishedJob_TagIsStrongAndCopyIsGood(string path)
    {
        var job = await SeededJob.CreateAsync(host);
        using var first = await host.SendAsync(HttpMethod.Get, $"v1/jobs/{job.JobId}/{path}");
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.False(first.Headers.ETag!.IsWeak);
        Assert.True(first.Headers.CacheControl is { Private: true, NoCache: true });

        using var second = await host.SendAsync(HttpMethod.Get, $"v1/jobs/{job.JobId}/{path}", ifNoneMatch: $"\"other\", {first.Headers.ETag}");

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Equal(first.Headers.ETag, second.Headers.ETag);
        Assert.Empty(await second.Content.ReadAsByteArrayAsync(Calls.Token));
    }

    [Fact]
    public async Task Get_CopyIsGood_BodyIsNotMade()
    {
        var job = await SeededJob.CreateAsync(host);
        var tag = await TagAsync(job.JobId, Map);
        await host.Get<IConnectionMultiplexer>().GetDatabase().KeyDeleteAsync(Pipeline.Store.Keys.Maps(job.JobId));

        using var response = await host.SendAsync(HttpMethod.Get, $"v1/jobs/{job.JobId}/{Map}", ifNoneMatch: tag);

        Assert.Equal(HttpStatusCode.NotModified, response.StatusCode);
    }

    [Fact]
    public async Task Get_JobDeletedSince_Is404()
    {
        var job = await SeededJob.CreateAsync(host);
        var tag = await TagAsync(job.JobId, Map);
        await host.Jobs.DeleteJobAsync(new DeleteJobRequest { JobId = job.JobId }, cancellationToken: Calls.Token);

        await host.SendAsync(HttpMethod.Get, $"v1/jobs/{job.JobId}/{Map}", ifNoneMatch: tag).AssertFaultAsync(HttpStatusCode.NotFound, Code.NotFound, "JOB_NOT_FOUND");
    }

    [Fact]
    public async Task Get_JobStillRunning_HasNoTag()
    {
        var job = await SeededJob.CreateAsync(host, end: JobState.Projecting);
        using var response = await host.SendAsync(HttpMethod.Get, $"v1/jobs/{job.JobId}/{Map}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Null(response.Headers.ETag);
    }

    [Fact]
    public async Task Get_Fault_HasNoTag()
    {
        var job = await SeededJob.CreateAsync(host);
        using var response = await host.SendAsync(HttpMethod.Get, $"v1/jobs/{job.JobId}/layers/0/heads/99/map?method=1&dimensions=2");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Null(response.Headers.ETag);
    }

    [Fact]
    public async Task Tag_OfTheRequestAlone_HoweverItIsSpelt()
    {
        var (job, other) = (await SeededJob.CreateAsync(host), await SeededJob.CreateAsync(host));
        var tags = new[]
        {
            await TagAsync(job.JobId, Map), await TagAsync(other.JobId, Map), await TagAsync(job.JobId, Map.Replace("heads/1", "heads/0", StringComparison.Ordinal)), await TagAsync(job.JobId, Map + "&start_row=1"),
        };
        Assert.Distinct(tags);
        Assert.Equal(tags[0], await TagAsync(job.JobId, "layers/0/heads/1/map?dimensions=2&method=1&startRow=0"));
    }

    [Fact]
    public async Task ImagePng_FinishedJob_IsThePictureItself()
    {
        await host.SendAsync(HttpMethod.Get, "v1/jobs/gone/sequences/0/image.png").AssertFaultAsync(HttpStatusCode.NotFound, Code.NotFound, "JOB_NOT_FOUND");
        var job = await SeededJob.CreateAsync(host, images: true);
        await host.Get<IConnectionMultiplexer>().GetDatabase().HashSetAsync(Pipeline.Store.Keys.Images(job.JobId), 0, Testing.Images.TestImages.Png);

        using var response = await host.SendAsync(HttpMethod.Get, $"v1/jobs/{job.JobId}/sequences/0/image.png");

        Assert.Equal("image/png", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(Testing.Images.TestImages.Png, await response.Content.ReadAsByteArrayAsync(Calls.Token));
        using var copy = await host.SendAsync(HttpMethod.Get, $"v1/jobs/{job.JobId}/sequences/0/image.png", ifNoneMatch: $"{response.Headers.ETag}");
        Assert.Equal(HttpStatusCode.NotModified, copy.StatusCode);
    }

    private async Task<string> TagAsync(string jobId, string path)
    {
        using var response = await host.SendAsync(HttpMethod.Get, $"v1/jobs/{jobId}/{path}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return response.Headers.ETag!.ToString();
    }
}
