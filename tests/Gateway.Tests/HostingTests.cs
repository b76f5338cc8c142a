using System.Net;
using System.Net.Http.Headers;
using System.Text;
using AttentionViz.Gateway.Tests.Fixtures;
using AttentionViz.Pipeline.Hosting;
using AttentionViz.V1;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Reflection.V1Alpha;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace AttentionViz.Gateway.Tests;

public sealed class HostingTests(GatewayHost host)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("healthz", "Healthy")]
    [InlineData("readyz", "Healthy")]
    // With a viewer or without, as this machine can build it.
    [InlineData("", "AttentionViz")]
    [InlineData("ways", "JSON over HTTP")]
    public async Task WebPort_Get_Answers(string path, string says)
    {
        using var http = new HttpClient { BaseAddress = host.Endpoints.Web };
        Assert.Contains(says, await http.GetStringAsync(new Uri(path, UriKind.Relative), Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GrpcHealth_StoreReachable_Serves()
    {
        var answer = await new Health.HealthClient(host.Channel).CheckAsync(new HealthCheckRequest(), cancellationToken: Token);
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, answer.Status);
    }

    [Fact]
    public async Task Reflection_ListServices_NamesAll()
    {
        using var call = new ServerReflection.ServerReflectionClient(host.Channel).ServerReflectionInfo(cancellationToken: Token);
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" }, Token);
        Assert.True(await call.ResponseStream.MoveNext(Token));
        var names = call.ResponseStream.Current.ListServicesResponse.Service.Select(s => s.Name).ToList();
        await call.RequestStream.CompleteAsync();
        Assert.Superset(
            new HashSet<string> { "attentionviz.v1.JobService", "attentionviz.v1.CorpusService", "attentionviz.v1.ModelService", "attentionviz.v1.AtlasService" },
            names.ToHashSet());
    }

    [Fact]
    public async Task ReflectionV1_ListServices_NamesAll()
    {
        using var call = new Grpc.Reflection.V1.ServerReflection.ServerReflectionClient(host.Channel).ServerReflectionInfo(cancellationToken: Token);
        await call.RequestStream.WriteAsync(new Grpc.Reflection.V1.ServerReflectionRequest { ListServices = "" }, Token);
        Assert.True(await call.ResponseStream.MoveNext(Token));
        var names = call.ResponseStream.Current.ListServicesResponse.Service.Select(s => s.Name).ToHashSet();
        await call.RequestStream.CompleteAsync();
        Assert.Superset(OpenApi.OpenApiDocument.Services.Select(s => s.FullName).ToHashSet(), names);
    }

    [Fact]
    public async Task GrpcWeb_CallOverHttp1_AnswersPageOfAnyOrigin()
    {
        using var http = new HttpClient { BaseAddress = host.Endpoints.Web };
        using var request = new HttpRequestMessage(HttpMethod.Post, "attentionviz.v1.ModelService/ListModels");
        request.Headers.Add("Origin", "https://elsewhere.example");
        request.Content = new ByteArrayContent(new byte[5]);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc-web");

        using var response = await http.SendAsync(request, Token);

        response.EnsureSuccessStatusCode();
        Assert.Equal("*", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Origin")));
        var body = Encoding.Latin1.GetString(await response.Content.ReadAsByteArrayAsync(Token));
        Assert.Contains("tiny-gpt", body, StringComparison.Ordinal);
        Assert.Contains("grpc-status: 0", body, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task GrpcWeb_Preflight_AllowsCall()
    {
        using var http = new HttpClient { BaseAddress = host.Endpoints.Web };
        using var request = new HttpRequestMessage(HttpMethod.Options, "attentionviz.v1.JobService/SubmitJob");
        request.Headers.Add("Origin", "https://elsewhere.example");
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "content-type,x-grpc-web");

        using var response = await http.SendAsync(request, Token);

        response.EnsureSuccessStatusCode();
        Assert.Contains("x-grpc-web", string.Join(',', response.Headers.GetValues("Access-Control-Allow-Headers")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task StoreLost_CallsAndReadiness_SayUnavailable()
    {
        await using var own = new GatewayHost(null, port => new() { ["Store:Redis"] = GatewayHost.StoreAt(port, GatewayHost.LostStoreTimeout) });
        await own.InitializeAsync();
        own.LoseStore();

        await Faults.AssertAsync(
            async () => await own.Jobs.GetJobAsync(new GetJobRequest { JobId = "any" }), StatusCode.Unavailable, "STORE_UNAVAILABLE", "try again");
        using var http = new HttpClient { BaseAddress = own.Endpoints.Web };
        using var ready = await http.GetAsync(new Uri("readyz", UriKind.Relative), Token);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        using var alive = await http.GetAsync(new Uri("healthz", UriKind.Relative), Token);
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
    }

    [Fact]
    public void Options_SeveralWrong_AllAreReportedAtOnce()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Gateway:Address"] = "here",
            ["Gateway:GrpcPort"] = "70000",
            ["Gateway:CorsOrigins:0"] = "viewer.example",
            ["Corpus:MaxLineBytes"] = "1",
        });
        builder.AddPipeline();
        builder.AddGateway();

        var said = Assert.ThrowsAny<Exception>(builder.Build).ToString();

        foreach (var option in new[] { "Gateway:Address is 'here'", "GrpcPort", "Gateway:CorsOrigins has 'viewer.example'", "MaxLineBytes", "Redis" })
            Assert.Contains(option, said, StringComparison.Ordinal);
    }
}
