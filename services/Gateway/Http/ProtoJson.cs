using AttentionViz.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
using HttpResponse = Microsoft.AspNetCore.Http.HttpResponse;

namespace AttentionViz.Gateway.Http;

/// <summary>Protobuf's JSON mapping, as every JSON answer of the gateway has it.</summary>
internal static class ProtoJson
{
    public const string ContentType = "application/json; charset=utf-8";

    /// <summary>One JSON object a line.</summary>
    public const string StreamContentType = "application/x-ndjson";

    /// <summary>Everything that an Any may hold.</summary>
    public static TypeRegistry Types { get; } = TypeRegistry.FromFiles(ErrorDetailsReflection.Descriptor, JobServiceReflection.Descriptor);

    public static JsonFormatter Formatter { get; } = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true).WithTypeRegistry(Types));

    public static JsonParser Parser { get; } = new(JsonParser.Settings.Default.WithTypeRegistry(Types));

    /// <summary>Whether a message is written as a single value ("3.5s", "2026-01-01T00:00:00Z") rather than as an object of its fields.</summary>
    public static bool IsValue(MessageDescriptor type) => type.File.Package == "google.protobuf";

    public static Task WriteAsync(HttpResponse response, IMessage message)
    {
        response.ContentType = ContentType;
        return response.WriteAsync(Formatter.Format(message), response.HttpContext.RequestAborted);
    }
}
