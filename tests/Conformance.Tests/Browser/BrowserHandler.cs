using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AttentionViz.Conformance.Tests.Browser;

/// <summary>Sends HTTP requests by fetch from the browser's page: what a page may not send, or may not see of an answer, is missing here too.</summary>
internal sealed class BrowserHandler(Chromium browser) : HttpMessageHandler
{
    // What a page cannot set, the browser sets itself.
    private static readonly HashSet<string> Forbidden = new(["TE", "User-Agent", "Host", "Connection", "Content-Length", "Transfer-Encoding"], StringComparer.OrdinalIgnoreCase);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? null : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var headers = new JsonObject();
        foreach (var (name, values) in request.Headers.Concat(request.Content?.Headers.AsEnumerable() ?? []))
            if (!Forbidden.Contains(name)) headers[name] = string.Join(", ", values);
        string[] arguments =
        [
            JsonSerializer.Serialize(request.Method.Method), JsonSerializer.Serialize(request.RequestUri!.AbsoluteUri), headers.ToJsonString(),
            body is null ? "null" : JsonSerializer.Serialize(Convert.ToBase64String(body)),
        ];
        var got = (await browser.EvaluateAsync($"call({string.Join(", ", arguments)})", cancellationToken))!;
        var response = new HttpResponseMessage((HttpStatusCode)got["status"]!.GetValue<int>())
        {
            RequestMessage = request,
            Version = HttpVersion.Version11,
            Content = new ByteArrayContent(Convert.FromBase64String($"{got["body"]}")),
        };
        foreach (var header in got["headers"]!.AsArray())
        {
            var (name, value) = ($"{header![0]}", $"{header[1]}");
            if (!response.Headers.TryAddWithoutValidation(name, value)) response.Content.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    }
}
