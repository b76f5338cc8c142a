using System.Net;
using System.Net.Http.Headers;
using System.Text;
using AttentionViz.Gateway.Security;
using AttentionViz.Gateway.Tests.Fixtures;
using AttentionViz.V1;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace AttentionViz.Gateway.Tests.Security;

public sealed class KeyTests : IAsyncLifetime
{
    private KeyedHost _keyed = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _keyed = await KeyedHost.StartAsync();

    public ValueTask DisposeAsync() => _keyed.DisposeAsync();

    [Theory]
    [InlineData("authorization")]
    [InlineData("x-api-key")]
    public async Task Call_KeyInEitherHeader_IsTheTenants(string header)
    {
        var info = await new ServerService.ServerServiceClient(_keyed.As(KeyedHost.Bob, header)).GetServerInfoAsync(new GetServerInfoRequest(), cancellationToken: Token);
        Assert.Equal(("bob", Scope.Submit), (info.Caller.Tenant, info.Caller.Scope));
    }

    public static TheoryData<string, string, string> Bad => new()
    {
        { "authorization", "Bearer " + ApiKeyText.Create(), "KEY_UNKNOWN" },
        { "x-api-key", ApiKeyText.Create(), "KEY_UNKNOWN" },
        { "x-api-key", KeyedHost.Bob[..^1], "KEY_UNKNOWN" },
        { "x-api-key", KeyedHost.Bob + "A", "KEY_UNKNOWN" },
        // The configured hash itself opens nothing.
        { "x-api-key", ApiKeyText.HashOf(KeyedHost.Bob), "KEY_UNKNOWN" },
        { "authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("bob:secret")), "CREDENTIALS_UNREADABLE" },
        { "authorization", KeyedHost.Bob, "CREDENTIALS_UNREADABLE" },
        { "unrelated", "1", "CREDENTIALS_MISSING" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task Call_BadKey_IsUnauthenticated(string header, string value, string reason)
    {
        var invoker = _keyed.Host.Channel.Intercept(metadata =>
        {
            metadata.Add(header, value);
            return metadata;
        });
        await Faults.AssertAsync(
            async () => await new JobService.JobServiceClient(invoker).ListJobsAsync(new ListJobsRequest(), cancellationToken: Token), StatusCode.Unauthenticated, reason);
    }

    [Fact]
    public async Task Call_BothHeaders_IsUnauthenticated()
    {
        var invoker = _keyed.As(KeyedHost.Bob).Intercept(metadata =>
        {
            metadata.Add("x-api-key", KeyedHost.Bob);
            return metadata;
        });
        await Faults.AssertAsync(
            async () => await new JobService.JobServiceClient(invoker).ListJobsAsync(new ListJobsRequest(), cancellationToken: Token), StatusCode.Unauthenticated, "CREDENTIALS_TWICE");
    }

    [Theory]
    [InlineData("", "16")]
    [InlineData("wrong", "16")]
    [InlineData("bob", "0")]
    public async Task GrpcWeb_Key_DecidesAndChallengeIsSent(string key, string status)
    {
        using var http = new HttpClient { BaseAddress = _keyed.Host.Endpoints.Web };
        using var request = new HttpRequestMessage(HttpMethod.Post, "attentionviz.v1.ModelService/ListModels");
        if (key.Length > 0) request.Headers.Add("x-api-key", key == "bob" ? KeyedHost.Bob : ApiKeyText.Create());
        request.Content = new ByteArrayContent(new byte[5]);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc-web");

        using var response = await http.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var body = Encoding.Latin1.GetString(await response.Content.ReadAsByteArrayAsync(Token));
        var said = response.Headers.TryGetValues("grpc-status", out var header) ? header.Single() : body.Split("grpc-status: ")[1].Split('\r')[0];
        Assert.Equal(status, said);
        Assert.Equal(status == "16", response.Headers.WwwAuthenticate.Any(w => w.Scheme == "Bearer"));
    }

    [Fact]
    public void Create_Twice_GivesLongKeysOfTheirOwn()
    {
        var (one, other) = (ApiKeyText.Create(), ApiKeyText.Create());
        Assert.NotEqual(one, other);
        Assert.Matches("^avz_[A-Za-z0-9_-]{43}$", one);
        // SHA-256 of "abc", from FIPS 180-4.
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", ApiKeyText.HashOf("abc"));
    }
}
