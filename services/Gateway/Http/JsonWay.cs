using AttentionViz.Gateway.Security;
using AttentionViz.V1;
using Grpc.AspNetCore.Server;

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

    private sealed class UnlimitedBody : Microsoft.AspNetCore.Http.Metadata.IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => null;
    }
}
