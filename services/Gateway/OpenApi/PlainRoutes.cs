using System.Text.Json.Nodes;
using AttentionViz.Gateway.Http;
using AttentionViz.V1;

namespace AttentionViz.Gateway.OpenApi;

/// <summary>Operations that no HTTP rule stands for: the upload form, a picture by itself, health.</summary>
internal static class PlainRoutes
{
    public static IEnumerable<(string Path, string Verb, JsonObject Operation)> Write(SchemaCatalog schemas, OperationWriter operations)
    {
        yield return (MultipartUpload.Route, "post", Upload(schemas, operations));
        yield return ("/v1/jobs/{job_id}/sequences/{sequence_index}/image.png", "get", Picture(operations));
        yield return ("/healthz", "get", Health("The process answers.", "200"));
        yield return ("/readyz", "get", Health("The store answers too.", "200", "503"));
    }

    private static JsonObject Upload(SchemaCatalog schemas, OperationWriter operations)
    {
        var fields = new JsonObject();
        foreach (var field in CorpusHeader.Descriptor.Fields.InDeclarationOrder()) fields[field.Name] = schemas.OfField(field);
        fields[MultipartUpload.FileField] = new JsonObject { ["type"] = "string", ["contentMediaType"] = "application/octet-stream", ["description"] = "The corpus; the last part of the form." };
        return new JsonObject
        {
            ["operationId"] = "CorpusService_UploadCorpus",
            ["tags"] = new JsonArray(nameof(CorpusService)),
            ["description"] = "Stores a corpus as it arrives. Fields come before the file; a format left out is told by the file's name (.txt, .jsonl, .zip).",
            ["requestBody"] = new JsonObject
            {
                ["required"] = true,
                ["content"] = OperationWriter.Content(
                    "multipart/form-data", new JsonObject { ["type"] = "object", ["properties"] = fields, ["required"] = new JsonArray(MultipartUpload.FileField) }),
            },
            ["responses"] = new JsonObject
            {
                ["200"] = new JsonObject { ["description"] = "The corpus.", ["content"] = OperationWriter.Content("application/json", schemas.Refer(UploadCorpusResponse.Descriptor)) },
                ["default"] = operations.Error(),
            },
        };
    }

    private static JsonObject Picture(OperationWriter operations) => new()
    {
        ["operationId"] = "AtlasService_GetImage_png",
        ["tags"] = new JsonArray(nameof(AtlasService)),
        ["description"] = "The PNG of GetImage by itself.",
        ["parameters"] = new JsonArray(
            new JsonObject { ["name"] = "job_id", ["in"] = "path", ["required"] = true, ["schema"] = new JsonObject { ["type"] = "string" } },
            new JsonObject { ["name"] = "sequence_index", ["in"] = "path", ["required"] = true, ["schema"] = new JsonObject { ["type"] = "string", ["format"] = "int64", ["pattern"] = "^-?[0-9]+$" } }),
        ["responses"] = new JsonObject
        {
            ["200"] = new JsonObject { ["description"] = "The picture.", ["content"] = OperationWriter.Content("image/png", new JsonObject()) },
            ["304"] = new JsonObject { ["description"] = "The copy that If-None-Match names is good." },
            ["default"] = operations.Error(),
        },
    };

    private static JsonObject Health(string description, params string[] codes) => new()
    {
        ["description"] = description,
        ["tags"] = new JsonArray("Health"),
        ["security"] = new JsonArray(),
        ["responses"] = new JsonObject(codes.Select(code => KeyValuePair.Create<string, JsonNode?>(code, new JsonObject
        {
            ["description"] = code == "200" ? "Healthy" : "Unhealthy",
            ["content"] = OperationWriter.Content("text/plain", new JsonObject { ["type"] = "string" }),
        }))),
    };
}
