using System.Globalization;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;

namespace AttentionViz.Gateway.Errors;

/// <summary>
/// Tells a caller whose bytes are no message that they are not. The server reads a message before any interceptor sees the
/// call and answers UNKNOWN when it cannot; every other exception is translated by <see cref="ErrorInterceptor"/>, so UNKNOWN
/// means that and nothing else.
/// </summary>
internal static class MalformedMessages
{
    private const string StatusKey = "grpc-status";

    /// <summary>Category that logs a stack trace for every such call; what fails inside a call the interceptor logs.</summary>
    public const string LogCategory = "Grpc.AspNetCore.Server.ServerCallHandler";

    public static IApplicationBuilder UseMalformedMessages(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        await next(context);
        // An answer without content has its trailers among the headers.
        var trailers = context.Response.HasStarted ? context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers : context.Response.Headers;
        if (trailers is null || trailers.IsReadOnly || trailers[StatusKey] != Number(StatusCode.Unknown)) return;
        var status = Refusal.GetRpcStatus()!;
        trailers[StatusKey] = Number(StatusCode.InvalidArgument);
        trailers["grpc-message"] = Uri.EscapeDataString(status.Message);
        trailers["grpc-status-details-bin"] = Convert.ToBase64String(status.ToByteArray());
    });

    public static RpcException Refusal => Fault.Of(
        Code.InvalidArgument, "MALFORMED_MESSAGE", "the bytes sent are not a message of this method; generate the client from the server's own protos");

    private static string Number(StatusCode status) => ((int)status).ToString(CultureInfo.InvariantCulture);
}
