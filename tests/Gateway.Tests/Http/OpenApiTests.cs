using System.Text.Json;
using System.Text.RegularExpressions;
using AttentionViz.Gateway.OpenApi;
using AttentionViz.Gateway.Tests.Fixtures;
using Google.Api;
using Microsoft.OpenApi;

namespace AttentionViz.Gateway.Tests.Http;

public sealed partial class OpenApiTests(GatewayHost host)
{
    [Fact]
    public async Task Document_ReadByAnIndependentReader_HasNoFault()
    {
        var read = Microsoft.OpenApi.OpenApiDocument.Parse(await TextAsync(), "json");

        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic.SpecificationVersion);
        Assert.Contains("token_budget", string.Join(' ', read.Document!.Components!.Schemas!["JobSpec"].Properties!.Values.Select(p => p.Description)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Document_EveryHttpRule_HasItsOperation()
    {
        using var document = JsonDocument.Parse(await TextAsync());
        var paths = document.RootElement.GetProperty("paths");
        var rules = Gateway.OpenApi.OpenApiDocument.Services.SelectMany(s => s.Methods)
            .Select(m => m.GetOptions()?.GetExtension(AnnotationsExtensions.Http)).OfType<HttpRule>().SelectMany(r => new[] { r }.Concat(r.AdditionalBindings)).ToList();
        Assert.True(rules.Count > 30);
        foreach (var rule in rules)
        {
            var (verb, path) = rule.PatternCase switch
            {
                HttpRule.PatternOneofCase.Get => ("get", rule.Get),
                HttpRule.PatternOneofCase.Post => ("post", rule.Post),
                HttpRule.PatternOneofCase.Delete => ("delete", rule.Delete),
                _ => throw new NotSupportedException(rule.ToString()),
            };
            Assert.True(paths.TryGetProperty(path, out var item) && item.TryGetProperty(verb, out _), $"{verb} {path}");
        }
    }

    [Fact]
    public async Task Document_EveryOperation_IsWhole()
    {
        using var document = JsonDocument.Parse(await TextAsync());
        var ids = new List<string>();
        foreach (var path in document.RootElement.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                if (operation.Value.TryGetProperty("operationId", out var id)) ids.Add(id.GetString()!);
                var inPath = !operation.Value.TryGetProperty("parameters", out var parameters) ? []
                    : parameters.EnumerateArray().Where(p => p.GetProperty("in").GetString() == "path").Select(p => p.GetProperty("name").GetString()!).Order(StringComparer.Ordinal).ToArray();
                Assert.Equal(Names().Matches(path.Name).Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal), inPath);
                Assert.NotEmpty(operation.Value.GetProperty("responses").EnumerateObject());
            }
        }

        Assert.Distinct(ids);
    }

    [Fact]
    public async Task Document_EveryReference_Resolves()
    {
        using var document = JsonDocument.Parse(await TextAsync());
        var found = References(document.RootElement).ToList();
        Assert.NotEmpty(found);
        foreach (var reference in found)
        {
            var at = document.RootElement;
            foreach (var step in reference.Split('/').Skip(1)) Assert.True(at.TryGetProperty(step, out at), reference);
        }
    }

    [Fact]
    public void Comments_OfMessagesFieldsAndMethods_AreThoseOfTheProtos()
    {
        var comments = new ContractComments();
        Assert.Equal("Newest first.", comments.Of(V1.JobServiceReflection.Descriptor.Services[0].FindMethodByName("ListJobs")));
        Assert.Equal("Zero-based; the query head where key heads are shared.", comments.Of(V1.HeadRef.Descriptor.FindFieldByName("head")));
        Assert.Equal("Pixels.", comments.Of(V1.ModelReflection.Descriptor.FindTypeByName<Google.Protobuf.Reflection.EnumDescriptor>("ModelInput").FindValueByNumber(3)));
    }

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => p.Name == "$ref" ? [p.Value.GetString()!] : References(p.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };

    private async Task<string> TextAsync()
    {
        using var response = await host.SendAsync(HttpMethod.Get, "openapi/v1.json");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        return await response.Content.ReadAsStringAsync(Calls.Token);
    }

    [GeneratedRegex(@"\{([a-z_]+)\}")]
    private static partial Regex Names();
}
