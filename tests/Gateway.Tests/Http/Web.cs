using System.Net;
using System.Text;
using AttentionViz.Gateway.Tests.Fixtures;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;

namespace AttentionViz.Gateway.Tests.Http;

/// <summary>Calls over plain HTTP.</summary>
internal static class Web
{
    public static JsonParser Parser { get; } = new(JsonParser.Settings.Default.WithTypeRegistry(TypeRegistry.FromFiles(ErrorDetailsReflection.Descriptor)));

    public static async Task<HttpResponseMessage> SendAsync(this GatewayHost host, HttpMethod method, string path, HttpContent? content = null, string? ifNoneMatch = null)
    {
        using var http = new HttpClient { BaseAddress = host.Endpoints.Web };
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content };
        request.Headers.ExpectContinue = content?.Headers.ContentLength > 1 << 20;
        if (ifNoneMatch is not null) request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        return await http.SendAsync(request, Calls.Token);
    }

    public static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    /// <summary>The response is an error of that HTTP status and reason, as google.rpc.Status.</summary>
    /// <returns>Field violations, "field: description".</returns>
    public static async Task<IReadOnlyList<string>> AssertFaultAsync(this Task<HttpResponseMessage> call, HttpStatusCode http, Code code, string reason)
    {
        using var response = await call;
        var body = await response.Content.ReadAsStringAsync(Calls.Token);
        Assert.True(http == response.StatusCode, $"{response.StatusCode}: {body}");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        var status = Parser.Parse<Status>(body);
        Assert.Equal(code, (Code)status.Code);
        Assert.Equal(reason, status.GetDetail<ErrorInfo>()?.Reason);
        return [.. (status.GetDetail<BadRequest>()?.FieldViolations ?? []).Select(v => $"{v.Field}: {v.Description}")];
    }
}
