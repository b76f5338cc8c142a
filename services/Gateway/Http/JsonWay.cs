using AttentionViz.Gateway.Security;
using AttentionViz.V1;
using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Grpc.JsonTranscoding;

namespace AttentionViz.Gateway.Http;

/// <summary>The contract as JSON over HTTP: the routes of its HTTP rules, answered by the gRPC services themselves.</summary>
internal static class JsonWay
{
    public static IGrpcServerBuilder AddJsonWay(this IGrpcServerBuilder grpc)
    {
        grpc.Services.AddSingleton<HttpCalls>().AddSingleton<CopyCheck>().AddSingleton<MultipartUpload>();
        return grpc.AddJsonTranscoding(json =>
        {
            // Details of errors travel as Any, and what is not registered cannot be written.
            json.TypeRegistry = ProtoJson.Types;
            // As protobuf's JSON mapping has it: a number of JavaScript ends at 2^53.
            json.JsonSettings.WriteInt64sAsStrings = true;
        });
    }

    /// <summary>To come after CORS and after whoever learns who is calling.</summary>
    public static void UseJsonWay(this WebApplication app)
    {
        app.UseStatusCodePages(page => HttpFault.WriteStatusPageAsync(page.HttpContext));
        app.UseMiddleware<JsonRequestCheck>();
    }

    public static void MapJsonWay(this WebApplication app)
    {
        app.MapPost(MultipartUpload.Route, (HttpContext context, MultipartUpload upload) => upload.RunAsync(context)).WithMetadata(new UnlimitedBody())
            .Needs(new MethodRule(Scope.Submit, CallKind.Upload));
        app.MapGet(ImageFile.Route, ImageFile.WriteAsync).Needs(new MethodRule(Scope.Read, CallKind.Call));
    }

    /// <summary>Whether the endpoint answers a method of the contract in JSON.</summary>
    public static bool IsJson(Endpoint? endpoint) => MethodOf(endpoint) is not null;

    /// <summary>The method of the contract that an endpoint answers in JSON; null for any other endpoint.</summary>
    public static MethodDescriptor? MethodOf(Endpoint? endpoint) => endpoint?.Metadata.GetMetadata<GrpcJsonTranscodingMetadata>()?.MethodDescriptor;

    private sealed class UnlimitedBody : Microsoft.AspNetCore.Http.Metadata.IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => null;
    }
}
