using System.Net;

namespace AttentionViz.Observability.Tests;

public sealed class ProbeTests(Observed observed)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("healthz", "Healthy")]
    [InlineData("readyz", "Healthy")]
    [InlineData("metrics", "attentionviz_unit_duration_seconds_count")]
    public async Task ProbePort_Get_Answers(string path, string says)
    {
        using var http = new HttpClient { BaseAddress = observed.Probe };

        Assert.Contains(says, await http.GetStringAsync(new Uri(path, UriKind.Relative), Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("v1/jobs")]
    [InlineData("openapi/v1.json")]
    [InlineData("attentionviz.v1.JobService/ListJobs")]
    public async Task ProbePort_WhatClientsAskFor_IsNotServed(string path)
    {
        using var http = new HttpClient { BaseAddress = observed.Probe };
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), Token);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PublicPorts_Metrics_AreNotServedWhateverHostIsSaid(bool grpc)
    {
        using var http = new HttpClient { BaseAddress = grpc ? observed.Endpoints.Grpc : observed.Endpoints.Web };
        using var request = new HttpRequestMessage(HttpMethod.Get, "metrics") { VersionPolicy = HttpVersionPolicy.RequestVersionExact, Version = grpc ? HttpVersion.Version20 : HttpVersion.Version11 };
        request.Headers.Host = observed.Probe.Authority;

        using var answer = await http.SendAsync(request, Token);

        Assert.NotEqual(HttpStatusCode.OK, answer.StatusCode);
        Assert.DoesNotContain("attentionviz_unit", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }
}
