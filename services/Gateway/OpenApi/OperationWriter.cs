using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AttentionViz.Gateway.Http;
using Google.Api;
using Google.Protobuf.Reflection;
using Google.Rpc;

namespace AttentionViz.Gateway.OpenApi;

/// <summary>OpenAPI operations of methods, one for each of their HTTP rules.</summary>
internal sealed partial class OperationWriter(SchemaCatalog schemas, ContractComments comments)
{
    /// <summary>Path, HTTP method and operation of every rule.</summary>
    public IEnumerable<(string Path, string Verb, JsonObject Operation)> Write(MethodDescriptor method)
    {
        if (method.GetOptions()?.GetExtension(AnnotationsExtensions.Http) is not { } first) yield break;
        foreach (var (rule, number) in new[] { first }.Concat(first.AdditionalBindings).Select((rule, i) => (rule, i)))
        {
            var (verb, path) = Pattern(rule);
            var operation = new JsonObject
            {
                ["operationId"] = number == 0 ? $"{method.Service.Name}_{method.Name}" : $"{method.Service.Name}_{method.Name}_{verb}",
                ["tags"] = new JsonArray(method.Service.Name),
                ["parameters"] = Parameters(method.InputType, path, rule.Body == "*"),
                ["responses"] = Responses(method, verb),
            };
            if (comments.Of(method) is { Length: > 0 } said) operation["description"] = said;
            if (rule.Body == "*") operation["requestBody"] = Body(schemas.Refer(method.InputType));
            yield return (path, verb, operation);
        }
    }

    public static JsonObject Content(string type, JsonNode schema) => new() { [type] = new JsonObject { ["schema"] = schema } };

    /// <summary>The answer to what went wrong, of any call.</summary>
    public JsonObject Error() => new()
    {
        ["description"] = "What is wrong: google.rpc.Status, with google.rpc.ErrorInfo (a reason for programs), google.rpc.BadRequest (fields at fault) and google.rpc.RetryInfo where they apply.",
        ["content"] = Content("application/json", schemas.Refer(Status.Descriptor)),
    };

    private static JsonObject Body(JsonNode schema) => new() { ["required"] = true, ["content"] = Content("application/json", schema) };

    private static (string Verb, string Path) Pattern(HttpRule rule) => rule.PatternCase switch
    {
        HttpRule.PatternOneofCase.Get => ("get", rule.Get),
        HttpRule.PatternOneofCase.Post => ("post", rule.Post),
        HttpRule.PatternOneofCase.Put => ("put", rule.Put),
        HttpRule.PatternOneofCase.Patch => ("patch", rule.Patch),
        HttpRule.PatternOneofCase.Delete => ("delete", rule.Delete),
        _ => throw new NotSupportedException($"HTTP rule {rule} has no method that OpenAPI knows"),
    };

    private JsonArray Parameters(MessageDescriptor request, string path, bool restInBody)
    {
        var inPath = PathField().Matches(path).Select(m => m.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        var parameters = new JsonArray();
        foreach (var field in request.Fields.InDeclarationOrder())
        {
            if (inPath.Contains(field.Name)) parameters.Add(Parameter(field, field.Name, "path"));
            else if (!restInBody && IsText(field)) parameters.Add(Parameter(field, field.JsonName, "query"));
        }

        return parameters;
    }

    // Lists of messages and maps go in the body of a POST form.
    private static bool IsText(FieldDescriptor field) => !field.IsMap && (field.FieldType != FieldType.Message || ProtoJson.IsValue(field.MessageType));

    private JsonObject Parameter(FieldDescriptor field, string name, string place)
    {
        var schema = schemas.OfField(field);
        var parameter = new JsonObject { ["name"] = name, ["in"] = place, ["required"] = place == "path" };
        if (schema["description"] is { } said)
        {
            schema.Remove("description");
            parameter["description"] = said;
        }

        parameter["schema"] = schema;
        return parameter;
    }

    private JsonObject Responses(MethodDescriptor method, string verb)
    {
        var answer = schemas.Refer(method.OutputType);
        var ok = method.IsServerStreaming
            ? new JsonObject
            {
                ["description"] = "A stream: one JSON object a line. Where it breaks, the last line is a Status, and the connection ends unfinished.",
                ["content"] = Content(ProtoJson.StreamContentType, new JsonObject { ["anyOf"] = new JsonArray(answer, schemas.Refer(Status.Descriptor)) }),
                ["x-streaming"] = true,
            }
            : new JsonObject { ["description"] = "The answer.", ["content"] = Content("application/json", answer) };
        var responses = new JsonObject { ["200"] = ok };
        if (verb == "get" && EntityTagInterceptor.AreOf(method)) responses["304"] = new JsonObject { ["description"] = "The copy that If-None-Match names is good." };
        responses["default"] = Error();
        return responses;
    }

    [GeneratedRegex(@"\{([a-z_.]+)\}")]
    private static partial Regex PathField();
}
