using AttentionViz.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;

namespace AttentionViz.Conformance.Tests.Ways;

/// <summary>JSON over HTTP, as the HTTP rules of the contract have it; an upload as a multipart form.</summary>
internal sealed class JsonWay(HttpClient http) : IWay
{
    private static readonly TypeRegistry Types = TypeRegistry.FromFiles(ErrorDetailsReflection.Descriptor);
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithTypeRegistry(Types));

    public async Task<Answer> CallAsync(MethodDescriptor method, IReadOnlyList<IMessage> requests, CancellationToken stop)
    {
        using var request = method.IsClientStreaming ? JsonRequests.Upload(requests.Cast<UploadCorpusRequest>()) : JsonRequests.Of(method, requests[0]);
        request.Version = http.DefaultRequestVersion;
        request.VersionPolicy = http.DefaultVersionPolicy;
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
        var body = await response.Content.ReadAsStringAsync(stop);
        if (!response.IsSuccessStatusCode) return new Answer([], Parser.Parse<Status>(body));
        if (!method.IsServerStreaming) return new Answer([Parser.Parse(body, method.OutputType)]);
        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType?.MediaType);
        return new Answer([.. body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Parser.Parse(line, method.OutputType))]);
    }
}
