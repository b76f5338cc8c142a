using System.Text.Json.Nodes;
using AttentionViz.V1;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace AttentionViz.Gateway.OpenApi;

/// <summary>The gateway's HTTP side in OpenAPI 3.1, made from the contract's descriptors.</summary>
internal static class OpenApiDocument
{
    /// <summary>Services of the contract.</summary>
    public static IReadOnlyList<ServiceDescriptor> Services { get; } =
    [
        .. JobServiceReflection.Descriptor.Services, .. CorpusServiceReflection.Descriptor.Services, .. ModelServiceReflection.Descriptor.Services,
        .. AtlasServiceReflection.Descriptor.Services, .. ExploreServiceReflection.Descriptor.Services, .. ServerServiceReflection.Descriptor.Services,
    ];

    public static JsonObject Write()
    {
        var comments = new ContractComments();
        var schemas = new SchemaCatalog(comments);
        var operations = new OperationWriter(schemas, comments);
        var paths = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
        void Add(string path, string verb, JsonObject operation)
        {
            if (!paths.TryGetValue(path, out var item)) paths[path] = item = [];
            item[verb] = operation;
        }

        foreach (var method in Services.SelectMany(s => s.Methods))
            foreach (var (path, verb, operation) in operations.Write(method)) Add(path, verb, operation);
        foreach (var (path, verb, operation) in PlainRoutes.Write(schemas, operations)) Add(path, verb, operation);

        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "AttentionViz",
                ["version"] = typeof(OpenApiDocument).Assembly.GetName().Version?.ToString(3) ?? "",
                ["description"] = "Atlases of transformer attention. The same contract as gRPC and gRPC-Web, as JSON over HTTP.",
            },
            ["tags"] = new JsonArray([.. Services.Select(s => new JsonObject { ["name"] = s.Name, ["description"] = comments.Of(s) })]),
            ["paths"] = new JsonObject(paths.Select(p => KeyValuePair.Create<string, JsonNode?>(p.Key, p.Value))),
            ["components"] = new JsonObject { ["schemas"] = schemas.Components(), ["securitySchemes"] = Security() },
            // Either, or none where the server asks for none.
            ["security"] = new JsonArray(new JsonObject { ["apiKey"] = new JsonArray() }, new JsonObject { ["bearer"] = new JsonArray() }, new JsonObject()),
        };
    }

    private static JsonObject Security() => new()
    {
        ["apiKey"] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = "x-api-key" },
        ["bearer"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["bearerFormat"] = "JWT" },
    };
}
